package bot

// The weeks of /pace as a picture, for whoever asks for it where Slack takes no charts.

import (
	"context"
	"runtime/debug"
	"strings"

	"example.com/pacer/bot/coach"
)

const (
	actPaceDraw = "pace_draw" // sends the presser their own weeks as a picture; the value is a team id

	// maxAlt is how long the description of a picture may be. Slack refuses more for a file; see upload.
	maxAlt = 1000
)

// paceButtons is the table of buttons below /pace. Reps only: a manager who looks at somebody's pace gets no file of
// it.
func paceButtons() []button {
	return []button{{Action: actPaceDraw, Who: asRep, Handle: pressPaceDraw}}
}

// pressPaceDraw sends the presser a picture of their own weeks, as a file in their conversation with the bot. It is never
// somebody else's: what a file shows stays in Slack when the person in it asks to be forgotten, and so nobody but they
// themselves is to have it. It is sent when it is asked for and not whenever a chart is refused, as a file is a message
// that stays, and one with every /pace would be noise. Who misses it presses again. The same press delivered twice
// draws once: Bot.once claims its key with a change of its own.
func pressPaceDraw(ctx context.Context, b *Bot, req *request) (answer, error) {
	t := req.Roster.Team(req.Value)
	if t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return answer{}, refusal("You are not in that team any more, so there is nothing of yours to draw.")
	}
	// The same weeks that /pace shows, read anew.
	f, err := b.figures(ctx, req.Roster, t, b.now(), paceWeeks)
	if err != nil {
		return answer{}, err
	}
	panels := f.panels(req.Person)
	if len(panels) == 0 {
		return answer{Text: "There is nothing to draw yet: a picture takes at least two weeks, and this is your first."}, nil
	}
	// After what can be refused, so that a refusal leaves the press unclaimed.
	if said, err := b.once(ctx, req); err != nil || said != "" {
		return answer{Text: said}, err
	}
	about := *req // the handler's own goes on to be used for its answer
	// Four calls to Slack take longer than a person's next command ought to wait.
	b.aside(func() { b.sendWeeks(b.work, &about, t, panels) })
	return answer{}, nil
}

// sendWeeks draws panels and uploads them. What fails is said by the response URL; a press on the Home has none, and
// hears of it in the conversation in which the picture would be. It runs beside the queue and must not touch the
// handler's request.
func (b *Bot) sendWeeks(ctx context.Context, req *request, t *coach.Team, panels []panel) {
	content, err := b.drawOne(panels)
	if err == nil {
		err = b.sendFile(ctx, req.Person.ID, upload{
			Name: "pacer-weeks.png", Title: "Your weeks in " + t.Name, Content: content, Alt: altText(panels),
			Comment: "Your weeks in " + escape(t.Name) + ", as a picture. `" + b.slash("pace") + "` says the same in words.",
		})
	}
	if err != nil {
		b.log.Error("picture not sent", "person", req.Person.ID, "error", b.clean(err))
		b.noPicture(ctx, req, "The picture"+uploadTrouble(err)+" `"+b.slash("pace")+"` says the same in words.")
		return
	}
	// In their conversation the picture itself says that it is there.
	if !strings.HasPrefix(req.Channel, "D") {
		b.respond(ctx, req, answer{Text: "Your weeks are in our direct conversation, as a picture."})
	}
}

// noPicture says why there is none. The message to the conversation has no inbound key: the press has been dealt with.
func (b *Bot) noPicture(ctx context.Context, req *request, why string) {
	if req.ResponseURL != "" {
		b.respond(ctx, req, answer{Text: why})
		return
	}
	say := message("picture/"+req.Person.ID+"/"+req.Key, req.Person.ID, body{Text: why})
	say.Urgent = true // they look whether it comes
	if err := b.commit(ctx, coach.Change{At: b.now(), Messages: []coach.Message{say}}); err != nil {
		b.log.Warn("missing picture not said", "person", req.Person.ID, "error", b.clean(err))
	}
}

// drawOne draws one picture at a time, which bounds the memory; whoever presses meanwhile waits for some hundredths of
// a second. The 10 MB that it takes are given back at once: pictures are rare, and the program would keep room for the
// next one. The lock is held for drawing and not for the upload.
func (b *Bot) drawOne(panels []panel) ([]byte, error) {
	b.drawing.Lock()
	defer b.drawing.Unlock()
	defer debug.FreeOSMemory()
	return drawPicture(panels)
}

// panels are a person's weeks as a picture shows them, a panel for each leading KPI; none where there is nothing before
// this week. Money is drawn in whole units and labelled with its currency.
func (f *figures) panels(p coach.Person) []panel {
	all, weeks := f.weeklies(p)
	panels := make([]panel, 0, len(all))
	for _, w := range all {
		whole, targets := float64(w.kpi.Whole()), f.weekTargets(p, w.kpi)
		// The weeks before the person's first are cut off here as in the counts.
		targets = targets[len(targets)-len(weeks):]
		part := panel{title: cut(titled(w.kpi.Plural), maxChartLabel) + " by week", weeks: weeks}
		for i, n := range w.counts {
			part.counts = append(part.counts, float64(n)/whole)
			part.labels = append(part.labels, w.kpi.Number(n))
			part.targets = append(part.targets, float64(targets[i])/whole)
		}
		// The title says the target of now; the dashed lines say those of before.
		if now := targets[len(targets)-1]; now > 0 {
			part.title += " · target " + w.kpi.Number(now)
		}
		panels = append(panels, part)
	}
	return panels
}

// weekTargets are what was meant to be done of a KPI in each of the last weeks, as it was in the evening of its last
// day; 0 without a target. A target that was changed in between changes the line from its week on, and not the past.
func (f *figures) weekTargets(p coach.Person, k coach.KPI) []int64 {
	targets, zone, today := make([]int64, paceWeeks), f.roster.Zone(p.ID, f.team), f.today(p.ID)
	week := coach.Weekly.Span(today, f.team.Year())
	for i := range targets {
		last, at := week.To-coach.Day(7*(paceWeeks-1-i)), f.at
		if last < today {
			at = lastInstant(last, zone)
		}
		aims := coach.AimsAsOf(f.team, k, p, min(last, today), zone)
		targets[i] = coach.PaceToward(k, coach.Weekly, aims, 0, 0, coach.CalendarOf(f.team, p), at, zone).Target
	}
	return targets
}

// altText says what a picture shows to whoever does not see it: every count, and the target. Above 1,000 characters it
// ends with "…"; the words of /pace have all of it.
func altText(panels []panel) string {
	lines := make([]string, len(panels))
	for i, p := range panels {
		last := len(p.labels) - 1
		lines[i] = p.title + ". From " + p.weeks[0] + ": " + strings.Join(p.labels[:last], ", ") + ", and " + p.labels[last] + " so far this week."
	}
	return cut(strings.Join(lines, "\n"), maxAlt)
}
