package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// A dossierQuery reads one part of a dossier. Its columns are named as the person reads them. What stands before a colon
// says how a column is written down: see write. $1 is the person's id.
// The kinds are at (an instant), yes (0 or 1), clock (minutes after midnight), kpi (an id), count (an id and a
// number), money (a currency and a number of minor units), list (a JSON array), counts (a JSON object of those), part
// and week (halves of days); without one a value is text or a plain number. A query may have $1 several times, and no
// other parameter.
type dossierQuery struct {
	part  coach.DossierPart
	query string
}

// aboutPerson is the condition of a key one of whose parts is the person's id.
// Keys have ids between slashes. Those are put around the key as well, so that its first and its last part count like
// the others, and an id is not found inside of a longer one.
const aboutPerson = `instr('/' || key || '/', '/' || $1 || '/') > 0`

// dossierQueries is what a dossier is made of, in the order in which it is read. A test holds it to the schema: each
// column that can hold something about somebody is in it, or is left out for a reason.
// Two rows may be of one part: its entries follow one another. Joins to a team are by its id alone, so that closed
// teams and those that the person has left are in it; the ledger's is a LEFT JOIN, for an entry is worth more than
// its team's name. Each is ordered by something unique, so that two files of one person can be compared.
func dossierQueries() []dossierQuery {
	return slices.Concat([]dossierQuery{
		// What Slack told and what the person chose, snoozing included: nobody else gets to see that, and so it
		// belongs here.
		{coach.DossierPerson, `
			SELECT id AS "Slack user id", name AS "Name", zone AS "Time zone of your Slack profile",
				zone_since AS "at:Time zone known since", asked_at AS "at:Slack first asked",
				admin AS "yes:Workspace admin", appointed AS "yes:Named to set Pacer up", guest AS "yes:Guest",
				stranger AS "yes:Of another organisation", bot AS "yes:Bot", deleted AS "yes:Deactivated",
				own_zone AS "Time zone that you chose", nudges AS "Nudges (empty is once a day)",
				hidden AS "yes:Hidden on boards", hours_from AS "clock:Working hours from", hours_to AS "clock:Working hours to",
				quiet_from AS "clock:Quiet hours from", quiet_to AS "clock:Quiet hours to", digest_at AS "clock:Digest not before",
				week AS "week:Your week", snoozed_until AS "at:No nudges until"
			FROM person WHERE id = $1`},
		{coach.DossierPerson, `
			SELECT week AS "week:Your week", from_day AS "From (0001-01-01 is from the beginning)"
			FROM person_week WHERE person_id = $1 ORDER BY from_day`},
		{coach.DossierPerson, `
			SELECT name AS "Called before", until_at AS "at:Until" FROM former_name WHERE person_id = $1 ORDER BY until_at`},
		{coach.DossierTeams, `
			SELECT t.name AS "Team", m.role AS "As", m.position AS "Place in the list", m.since AS "at:Since",
				m.retired_at AS "at:Until", m.segment AS "Role in the team", m.start_day AS "First day", m.ramp AS "Weeks of growing into the targets",
				m.welcomed AS "yes:Had Pacer's first word"
			FROM team_member m JOIN team t ON t.id = m.team_id WHERE m.person_id = $1 ORDER BY m.since, t.name, m.role`},
		{coach.DossierTeams, `
			SELECT t.name AS "Team", g.from_day AS "Not in it from", g.back_day AS "Back on", g.back_part AS "part:Of that day counts"
			FROM team_gap g JOIN team t ON t.id = g.team_id WHERE g.person_id = $1 ORDER BY t.name, g.from_day`},
		{coach.DossierTeams, `
			SELECT t.name AS "Team", s.segment AS "Role in the team", s.from_day AS "From (0001-01-01 is from the beginning)"
			FROM member_segment s JOIN team t ON t.id = s.team_id WHERE s.person_id = $1 ORDER BY t.name, s.from_day`},
		// A UUIDv7 is in the order in which entries were made, whichever day they are for.
		{coach.DossierActivities, `
			SELECT a.day AS "Day", a.kpi_id || ' ' || a.count AS "count:Counted", t.name AS "Team", a.note AS "Note",
				a.logged_at AS "at:Logged", a.source AS "By way of", a.id AS "Entry", a.corrects AS "Takes back entry",
				a.inbound AS "Delivery"
			FROM activity a LEFT JOIN team t ON t.id = a.team_id WHERE a.person_id = $1 ORDER BY a.id`},
	}, dossierOfWork(), dossierOfCoaching(), dossierOfDeals(), dossierOfPlans(), []dossierQuery{
		// Also what this person said of others: it is kept under their id.
		{coach.DossierAbsences, `
			SELECT from_day AS "From", to_day AS "To (empty is no end yet)", part AS "part:Which part of the day",
				here AS "yes:At work all the same", source AS "Known from", person_id AS "Who is away",
				said_by AS "Said by", made_at AS "at:Said"
			FROM absence WHERE person_id = $1 OR said_by = $1 ORDER BY from_day, id`},
		// Nobody else is shown these two: which nudges somebody switched off, and what they have typed and not sent.
		{coach.DossierMutes, `SELECT kpi_id AS "kpi:No nudges about" FROM person_mute WHERE person_id = $1 ORDER BY kpi_id`},
		{coach.DossierDrafts, `SELECT kind AS "Form", at AS "at:Begun", body AS "Contents" FROM draft WHERE person_id = $1 ORDER BY kind`},
		// What was written to them, and about them to others. Texts that retention has erased are missing, and that
		// something was said is not.
		{coach.DossierMessages, `
			SELECT created_at AS "at:Written", verb AS "What", channel AS "Channel or person", state AS "State", body AS "Text",
				key AS "Key", sent_to AS "Conversation", sent_ts AS "Slack's time stamp"
			FROM message WHERE channel = $1 OR ` + aboutPerson + ` ORDER BY created_at, place`},
		// What they did and what was done about them, by whomever: who changed something of theirs is theirs to know.
		{coach.DossierAudit, `
			SELECT at AS "at:When", said_by AS "By", person_id AS "About", what AS "What", detail AS "Change"
			FROM audit WHERE said_by = $1 OR person_id = $1 ORDER BY id`},
		// Kept for a day to know a second delivery by, and still about somebody for that day.
		{coach.DossierDeliveries, `SELECT at AS "at:When", key AS "Delivery" FROM inbound WHERE ` + aboutPerson + ` ORDER BY at, key`},
	})
}

// dossierOfWork is what people said about their work: huddles, check-ins and commitments. Of the others in a huddle it
// names only those whom they helped, or who helped them.
func dossierOfWork() []dossierQuery {
	return []dossierQuery{
		{coach.DossierHuddles, `
			SELECT e.day AS "Day", e.slot AS "Huddle at", t.name AS "Team", e.planned AS "counts:Planned", e.hurdle AS "In the way",
				e.help AS "Help wanted", e.skipped AS "yes:Skipped",
				e.reason AS "Said when skipping", e.shown AS "yes:To the team as well", e.late AS "yes:Late", e.edited AS "yes:Changed later",
				e.first_filed_at AS "at:First filed", e.filed_at AS "at:Filed"
			FROM huddle_entry e JOIN team t ON t.id = e.team_id WHERE e.person_id = $1 ORDER BY e.day, e.slot, t.name`},
		{coach.DossierHuddles, `
			SELECT h.day AS "Day", h.slot AS "Huddle at", t.name AS "Team", h.person_id AS "Who is helped", h.helper_id AS "Who helps", h.said_at AS "at:Said"
			FROM huddle_help h JOIN team t ON t.id = h.team_id WHERE h.person_id = $1 OR h.helper_id = $1 ORDER BY h.day, h.said_at`},
		{coach.DossierCheckIns, `
			SELECT c.week AS "Week from", t.name AS "Team", c.counts AS "counts:Stated", c.best AS "How the best result came about",
				c.learnt AS "Learnt", c.try AS "Will try", c.need AS "Needed from the manager",
				c.question AS "Question of the week", c.quality AS "Answer to it",
				c.share_best AS "yes:How the best result came about is shared", c.share_learnt AS "yes:What was learnt is shared",
				c.edited AS "yes:Changed later", c.filed_at AS "at:Filed"
			FROM check_in c JOIN team t ON t.id = c.team_id WHERE c.person_id = $1 ORDER BY c.week, t.name`},
		{coach.DossierCommitments, `
			SELECT c.body AS "Commitment", t.name AS "Team", c.due_day AS "Due", c.state AS "State", c.made_at AS "at:Made",
				c.settled_at AS "at:Said what became of it", c.settled_week AS "About the week from", c.moved_from AS "Due before it was moved",
				c.with_id AS "Made with"
			FROM commitment c JOIN team t ON t.id = c.team_id WHERE c.person_id = $1 ORDER BY c.made_at, c.id`},
	}
}

// dossierOfCoaching is what was talked about with somebody, and what they were asked. A manager's file has the
// conversations that they wrote down, and a rep's those about them: each row names both, who were both there. A
// question's answer is the manager's to read as well, who asked for it.
func dossierOfCoaching() []dossierQuery {
	return []dossierQuery{
		// A private note is in the file of who wrote it, and in nobody else's.
		{coach.DossierCoaching, `
			SELECT o.day AS "One-to-one on", t.name AS "Team", o.person_id AS "With", o.manager_id AS "Written down by",
				o.learnt AS "What was learnt", CASE o.manager_id WHEN $1 THEN o.private_note ELSE '' END AS "Private note", o.at AS "at:Written"
			FROM one_to_one o JOIN team t ON t.id = o.team_id WHERE o.person_id = $1 OR o.manager_id = $1 ORDER BY o.day, o.id`},
		{coach.DossierCoaching, `
			SELECT a.body AS "To be talked about", t.name AS "Team", a.person_id AS "In the one-to-one of", a.said_by AS "By", a.at AS "at:Said"
			FROM agenda_item a JOIN team t ON t.id = a.team_id WHERE a.person_id = $1 OR a.said_by = $1 ORDER BY a.at, a.id`},
		{coach.DossierCoaching, `
			SELECT q.question AS "Question", t.name AS "Team", q.manager_id AS "Asked by", q.person_id AS "Asked of", q.at AS "at:Asked",
				q.answer AS "Answer", q.answered_at AS "at:Answered"
			FROM asked_in_dm q JOIN team t ON t.id = q.team_id WHERE q.person_id = $1 OR q.manager_id = $1 ORDER BY q.at, q.id`},
		{coach.DossierCoaching, `
			SELECT a.question_id AS "Question of the bank", a.person_id AS "To be asked of", a.said_by AS "By", a.at AS "at:Last"
			FROM asked a WHERE a.person_id = $1 OR a.said_by = $1 ORDER BY a.at, a.person_id, a.question_id`},
	}
}

// dossierOfDeals is what is kept about people's deals, and what they said about them. A milestone is read by the question
// that was asked, for its own name may have changed. A deal's answers are in the file of its owner as well as of
// whoever gave them, for both are about them. A stage that is the default process's has no row, and is called by its
// id. Not the deals of others about which somebody said nothing: those are the team's, and a manager who reads them has
// no file of them.
func dossierOfDeals() []dossierQuery {
	return []dossierQuery{
		{coach.DossierDeals, `
			SELECT d.name AS "Deal", t.name AS "Team", d.unit || ' ' || d.amount AS "money:Amount",
				d.closes_day AS "Expected to be decided", d.state AS "State", COALESCE(s.name, d.stage_id) AS "Stage",
				d.made_at AS "at:Made", d.stage_at AS "at:In the stage since", d.moved_at AS "at:Last movement", d.ended_day AS "Ended on",
				d.ended_at AS "at:Said that it ended", d.learnt AS "Learnt from it", d.counted AS "yes:Counted in the log", d.id AS "Id of the deal"
			FROM deal d JOIN team t ON t.id = d.team_id LEFT JOIN stage s ON s.team_id = d.team_id AND s.id = d.stage_id
			WHERE d.owner_id = $1 ORDER BY d.made_at, d.id`},
		{coach.DossierDeals, `
			SELECT d.name AS "Of the deal", a.ask AS "Asked", a.body AS "Answer", a.newest AS "yes:It is the newest", a.said_by AS "Said by",
				a.said_at AS "at:Said"
			FROM deal_answer a JOIN deal d ON d.id = a.deal_id WHERE a.said_by = $1 OR d.owner_id = $1 ORDER BY a.said_at, a.id`},
		{coach.DossierDeals, `
			SELECT d.name AS "Of the deal", COALESCE(f.name, m.from_stage) AS "Moved from", COALESCE(s.name, m.to_stage) AS "To",
				m.unproven AS "list:Not proven then", m.reason AS "Moved on all the same, because", m.said_by AS "By", m.moved_at AS "at:Moved"
			FROM deal_move m JOIN deal d ON d.id = m.deal_id LEFT JOIN stage f ON f.team_id = d.team_id AND f.id = m.from_stage
				LEFT JOIN stage s ON s.team_id = d.team_id AND s.id = m.to_stage WHERE m.said_by = $1 OR d.owner_id = $1 ORDER BY m.moved_at, m.id`},
		{coach.DossierDeals, `
			SELECT d.name AS "Of the deal", w.week AS "In the week from", w.what AS "Came", w.words AS "In words", w.person_id AS "Said by",
				w.said_at AS "at:Said"
			FROM deal_week w JOIN deal d ON d.id = w.deal_id WHERE w.person_id = $1 OR d.owner_id = $1 ORDER BY w.week, w.deal_id`},
		{coach.DossierClarity, `
			SELECT p.items AS "list:You picked", p.other AS "Something else", t.name AS "Team", c.from_name AS "From", c.to_name AS "To", c.asked_at AS "at:Asked",
				p.picked_at AS "at:Picked"
			FROM clarity_pick p JOIN clarity c ON c.id = p.clarity_id JOIN team t ON t.id = c.team_id WHERE p.person_id = $1 ORDER BY c.asked_at, c.id`},
		{coach.DossierClarity, `
			SELECT c.from_name AS "You asked about the step from", c.to_name AS "To", t.name AS "Team", c.asked_at AS "at:Asked",
				c.closes_at AS "at:Open until", c.closed_at AS "at:Closed"
			FROM clarity c JOIN team t ON t.id = c.team_id WHERE c.asked_by = $1 ORDER BY c.asked_at, c.id`},
	}
}

// dossierOfPlans is what people plan, and what was planned with them. A proposal is in the files of both, who made it
// and whose it is to be. A plan's steps are rows of their own, as a plan may have a rate for each step of the funnel;
// they repeat the plan's day to be told apart.
func dossierOfPlans() []dossierQuery {
	return []dossierQuery{
		{coach.DossierGoals, `
			SELECT g.first_day AS "From", g.last_day AS "To", t.name AS "Team", g.kpi_id || ' ' || g.count AS "count:Goal", g.name AS "Name",
				g.made_at AS "at:Made", g.ended_at AS "at:Ended"
			FROM team_goal g JOIN team t ON t.id = g.team_id WHERE g.made_by = $1 ORDER BY g.made_at, g.id`},
		{coach.DossierPlans, `
			SELECT p.from_day AS "From", t.name AS "Team", p.goal_id || ' ' || p.goal_count AS "count:Goal", p.per AS "In each",
				p.step_id AS "kpi:Focus on the step into", p.focus AS "Focus", p.words AS "What you will do differently", p.state AS "State",
				p.person_id AS "Whose", p.made_by AS "Made by", p.made_at AS "at:Made"
			FROM plan p JOIN team t ON t.id = p.team_id WHERE p.person_id = $1 OR p.made_by = $1 ORDER BY p.made_at, p.id`},
		{coach.DossierPlans, `
			SELECT p.from_day AS "Of the plan from", s.kpi_id AS "kpi:Step into", s.rate_won AS "Counts on", s.rate_of AS "Out of",
				s.kpi_id || ' ' || s.need AS "count:It takes"
			FROM plan_step s JOIN plan p ON p.id = s.plan_id WHERE p.person_id = $1 OR p.made_by = $1
			ORDER BY p.made_at, p.id, s.kpi_id`},
	}
}

// Dossier calls each for everything that is stored about a person, part by part, in one picture of the database and
// without holding it all in memory. Instants are written in the zone. Somebody of whom nothing is known has no entries.
//
// Each may be slow, such as an upload; it holds one of the few readers, and must not read from this DB. Dossier ends with
// the context's error, or with the first that each returns.
// The zone is the reader's, who is mostly the person; days of the ledger are civil dates and stay as they were. It
// has to be called by nobody but for themselves or by an admin for them: the store does not ask. A part that fails ends
// it, with the part's name in the error: a file that lacks something and does not say so would be a false answer to
// somebody who asks what is known about them.
func (d *DB) Dossier(ctx context.Context, person string, zone *time.Location, each func(coach.DossierEntry) error) error {
	return d.snapshot(ctx, func(s *session) error {
		// The KPIs are read first, in the same picture: their names are needed for each number that follows.
		w := dossierWriter{zone: zone, kpis: make(map[string]coach.KPI)}
		if err := w.loadKPIs(s); err != nil {
			return err
		}
		for _, q := range dossierQueries() {
			var columns []string
			err := s.each(q.query, []any{person}, func(rows *sql.Rows) (err error) {
				// Looked at for each row: the query itself is not interrupted, which would cost the reader its
				// connection.
				if err := ctx.Err(); err != nil {
					return err
				}
				// Their names are the same in each row of a query.
				if columns == nil {
					if columns, err = rows.Columns(); err != nil {
						return err
					}
				}
				entry, err := w.entry(rows, columns)
				if err != nil {
					return err
				}
				entry.Part = q.part
				return each(entry)
			})
			if err != nil {
				return fmt.Errorf("dossier, %s: %w", q.part, err)
			}
		}
		return nil
	})
}

// A dossierWriter writes values down for a person to read.
// It exists for one dossier; the KPIs are read in the same snapshot as what they are counted in.
type dossierWriter struct {
	zone *time.Location
	kpis map[string]coach.KPI // by id, of all teams, retired ones included
}

// The columns are those that KPI.Amount needs to name a number, no more.
func (w *dossierWriter) loadKPIs(s *session) error {
	return s.each(`SELECT id, name, plural, unit FROM kpi`, nil, func(rows *sql.Rows) error {
		var k coach.KPI
		err := rows.Scan(&k.ID, &k.Name, &k.Plural, &k.Unit)
		w.kpis[k.ID] = k
		return err
	})
}

// entry reads a row. What is missing is left out.
// An entry has no fields for what is empty: a file of mostly empty lines is not read. No is written all the same,
// where it says something, as in "Late: no".
func (w *dossierWriter) entry(rows *sql.Rows, columns []string) (e coach.DossierEntry, err error) {
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		return e, err
	}
	for i, column := range columns {
		kind, name, found := strings.Cut(column, ":")
		if !found {
			kind, name = "", column
		}
		text, err := w.write(kind, values[i])
		if err != nil {
			return e, fmt.Errorf("%s: %w", name, err)
		}
		// In the order of the query, which is that in which a person would tell it.
		if text != "" {
			e.Fields = append(e.Fields, coach.DossierField{Name: name, Value: text})
		}
	}
	return e, nil
}

// write turns a value into text, by the kind that its column's name begins with.
// STRICT tables hold nothing but texts, whole numbers and NULL; what else the driver may answer is a column that
// somebody has added without a thought for who reads it, and the test finds it by this error.
func (w *dossierWriter) write(kind string, value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return w.writeText(kind, v)
	case int64:
		return w.writeNumber(kind, v), nil
	default:
		return "", fmt.Errorf("nobody can read a %T", value)
	}
}

// A value that is not what its kind says is an error and ends the file: it is a slip in a query above.
func (w *dossierWriter) writeText(kind, v string) (string, error) {
	switch kind {
	case "kpi":
		return w.kpi(v).Plural, nil
	// Two columns in one: a KPI's id and a number of it. Ids hold no blanks. NULL on either side makes the whole
	// NULL, and leaves the field out.
	case "count":
		id, number, _ := strings.Cut(v, " ")
		n, err := strconv.ParseInt(number, 10, 64)
		return w.kpi(id).Amount(n), err
	// A currency and minor units of it; without a currency the blank is the first character. 0 is what nobody said.
	case "money":
		unit, number, _ := strings.Cut(v, " ")
		n, err := strconv.ParseInt(number, 10, 64)
		if n == 0 {
			return "", err
		}
		return coach.KPI{Unit: unit}.Number(n), err
	case "list":
		var all list
		err := all.Scan(v)
		return strings.Join(all, ", "), err
	case "counts":
		var all counts
		if err := all.Scan(v); err != nil {
			return "", err
		}
		var said []string
		for id, n := range all {
			said = append(said, w.kpi(id).Amount(n))
		}
		// A map has no order, and the same person's file should read the same twice.
		slices.Sort(said)
		return strings.Join(said, ", "), nil
	default:
		return v, nil
	}
}

// An instant is written with the name of its zone, or on the day on which the clocks go back two of them would read
// alike. Minutes and bits are written as a person says them, and a kind that is not known as the number itself. 0 is
// written as no, where it is a yes or no, and as 0 where it is a number: only what was never said is left out.
func (w *dossierWriter) writeNumber(kind string, v int64) string {
	switch kind {
	case "at":
		return time.UnixMicro(v).In(w.zone).Format("2006-01-02 15:04:05 MST")
	case "yes":
		return map[bool]string{true: "yes", false: "no"}[v != 0]
	case "clock":
		// 0 is mostly "nothing chosen", which would be said on half a page. Of hours that begin at midnight the end
		// is shown.
		if v == 0 {
			return ""
		}
		return fmt.Sprintf("%02d:%02d", v/60, v%60)
	case "part":
		return partName(coach.Part(v & int64(coach.WholeDay))) //nolint:gosec // of two bits
	case "week":
		return weekText(partsOf(v))
	default:
		return strconv.FormatInt(v, 10)
	}
}

// kpi is what is counted under an id; one that is in no team any more is called by its id.
// It is not an error: the rest of the file is worth having.
func (w *dossierWriter) kpi(id string) coach.KPI {
	if k, ok := w.kpis[id]; ok {
		return k
	}
	return coach.KPI{ID: id, Name: id, Plural: id}
}

// partName is a part of a day in words.
// None of the halves is what a week of one's own has for a free day.
func partName(p coach.Part) string {
	switch p {
	case coach.Morning:
		return "morning"
	case coach.Afternoon:
		return "afternoon"
	case coach.WholeDay:
		return "whole day"
	default:
		return "off"
	}
}

// weekText is a week of one's own in words; "" when it is the team's.
func weekText(week [7]coach.Part) string {
	if week == ([7]coach.Part{}) {
		return ""
	}
	var days []string
	// Sunday first, as it is stored: this is a list of what is kept, and no calendar.
	for i, part := range week {
		days = append(days, time.Weekday(i).String()+" "+partName(part))
	}
	return strings.Join(days, ", ")
}
