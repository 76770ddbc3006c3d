package store

import (
	"time"

	"example.com/pacer/bot/coach"
)

// upsertPerson writes what Slack says of a person; what they set themselves (snooze, mutes) is left alone. They need be
// in no team.
// It answers 1 when anything changed. Most look-ups change nothing, and then the roster stays as it is.
func upsertPerson(s *session, p coach.Person, at time.Time) (int64, error) {
	if err := rememberName(s, p, at); err != nil {
		return 0, err
	}
	// The condition at the end, rather than a look first: what changed is decided where it is written. A zone is dated
	// when it changes, because nobody owes what was due in it before they lived there, and when somebody comes back to
	// the company, or becomes a full member of it, because they owe nothing of the time before either; see zonesOf.
	return s.exec(`
		INSERT INTO person (id, name, zone, zone_since, asked_at, admin, guest, stranger, bot, deleted)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET
			name = excluded.name, admin = excluded.admin, guest = excluded.guest, stranger = excluded.stranger,
			bot = excluded.bot, deleted = excluded.deleted,
			zone_since = CASE WHEN (person.own_zone <> '' OR person.zone = excluded.zone)
					AND (person.deleted + person.guest + person.stranger + person.bot = 0
						OR excluded.deleted + excluded.guest + excluded.stranger + excluded.bot > 0)
				THEN person.zone_since ELSE excluded.zone_since END,
			asked_at = CASE WHEN person.zone = '' THEN excluded.asked_at ELSE person.asked_at END,
			zone = excluded.zone
		WHERE (person.name, person.zone, person.admin, person.guest, person.stranger, person.bot, person.deleted)
			<> (excluded.name, excluded.zone, excluded.admin, excluded.guest, excluded.stranger, excluded.bot,
				excluded.deleted)`,
		p.ID, p.Name, p.Zone, micros(at), bit(p.Admin), bit(p.Guest), bit(p.Stranger), bit(p.Bot),
		bit(p.Deleted))
}

// rememberName keeps what somebody is called until now and will not be from now on. See calling: messages that are kept may call
// them so, and are to be found when they ask to be forgotten.
func rememberName(s *session, p coach.Person, at time.Time) error {
	_, err := s.exec(`
		INSERT INTO former_name (person_id, name, until_at) SELECT id, name, $3 FROM person WHERE id = $1 AND name <> '' AND name <> $2
		ON CONFLICT (person_id, name) DO UPDATE SET until_at = excluded.until_at`, p.ID, p.Name, micros(at))
	return err
}

// snooze sets until when a person is not nudged; the zero time ends it. They need not be known yet: a row without a
// name and a zone is made, and the zone then counts from the day that Slack was asked. It always answers 1, also for
// the instant that was set before: people snooze seldom, and a look at the roster more costs nothing.
func snooze(s *session, z coach.Snooze, at time.Time) (int64, error) {
	return s.exec(`
		INSERT INTO person (id, name, zone, zone_since, admin, guest, stranger, bot, deleted, snoozed_until)
		VALUES ($1, '', '', $2, 0, 0, 0, 0, 0, $3)
		ON CONFLICT (id) DO UPDATE SET snoozed_until = excluded.snoozed_until`,
		z.Person, micros(at), maybeMicros(z.Until))
}

// mute switches nudges about one KPI off or on again. It answers 1 when that made a difference, and ErrNotFound for a
// KPI that does not exist; the person need not be known. A mute outlives the KPI's retirement.
func mute(s *session, m coach.Mute) (int64, error) {
	if m.Muted {
		n, err := s.exec(`
			INSERT INTO person_mute (person_id, kpi_id) VALUES ($1, $2) ON CONFLICT (person_id, kpi_id) DO NOTHING`,
			m.Person, m.KPI)
		return n, known(err)
	}
	return s.exec(`DELETE FROM person_mute WHERE person_id = $1 AND kpi_id = $2`, m.Person, m.KPI)
}
