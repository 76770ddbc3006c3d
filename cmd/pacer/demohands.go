package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// How people do what demodeeds.go decides: by what they see in Slack's client, and by nothing else. Where there is
// nothing to act on, no huddle, no form, no message, they do nothing, as anybody would; an error is only what a person
// could not finish.

// press presses a button of a day's huddle, where there is one.
// The button is named as it reads. It is an error when the message has none of that name, unless there is no message.
func (l *demoLife) press(who, channel string, day coach.Day, button string) error {
	hands := l.server.As(who)
	huddle, ok := l.huddle(hands, channel, day)
	if !ok {
		return nil
	}
	return hands.Press(channel, huddle, button)
}

// fileHuddle presses Check in in the huddle of a day and fills the form. Where there is no huddle there is nothing to do.
// The day is that of the huddle whose button is pressed, though the form may be for the next one: see evening.
func (l *demoLife) fileHuddle(ctx context.Context, who, channel string, day coach.Day, fields [][2]string) error {
	hands := l.server.As(who)
	huddle, ok := l.huddle(hands, channel, day)
	if !ok {
		return nil
	}
	return l.fill(ctx, hands, channel, huddle, "Check in", fields)
}

// fileWeek fills the form of the weekly check-in that waits in somebody's messages; where none waits, nothing is done.
// One that was filed already has another button by then. The numbers are left as the bot prefilled them, so that the
// ledger holds what was typed and no corrections.
// The labels are the form's own, and a test fails when it changes without them.
func (l *demoLife) fileWeek(ctx context.Context, who string, friday coach.Day, w demoWeek) error {
	hands := l.server.As(who)
	m, ok := newest(hands.Messages(hands.DM()), "[Fill in]")
	if !ok {
		return nil
	}
	fields := [][2]string{
		{"How did your best result come about?", w.Best},
		{"What did you learn?", w.Learnt},
		{"What is the one thing you will try next week?", w.Try},
		{"What do you need from your manager?", w.Need},
	}
	if w.Share {
		fields = append(fields, [2]string{"Share with the team", "How my best result came about, What I learnt"})
	}
	return l.fill(ctx, hands, hands.DM(), m.TS, "Fill in", fields, settling(who, friday))
}

// fill presses a button that opens a form, fills it and hands it in. The form comes by a call of the bot's own, after
// the press was acknowledged. A field that is not there is told and does not keep the others from being filled: the
// visitor may have given the team other KPIs.
// More are fields that depend on what the form asks.
// It waits in real time, for a moment, while the playground's clock stands.
func (l *demoLife) fill(
	ctx context.Context, hands *playground.Actor, channel, ts, button string, fields [][2]string,
	more ...func(form *playground.View) [][2]string,
) error {
	if err := hands.Press(channel, ts, button); err != nil {
		return err
	}
	if err := await(ctx, "the form", func() bool { return hands.View() != nil }); err != nil {
		return err
	}
	for _, also := range more {
		fields = append(fields, also(hands.View())...)
	}
	var errs []error
	for _, f := range fields {
		errs = append(errs, hands.Fill(f[0], f[1]))
	}
	errs = append(errs, hands.Submit())
	// What stays open is the thanks, or a form that was refused. Nobody leaves a window open behind them.
	if hands.View() != nil {
		errs = append(errs, hands.CloseView())
	}
	return errors.Join(errs...)
}

// logInThread replies with what is to be logged, and waits for the check mark: an event is acknowledged to nobody, and
// without it the clock could go on before the entry is in the ledger, which would bear a later hour.
// The check mark is the bot's only answer to a log in a thread, so nothing else can be waited for.
func (l *demoLife) logInThread(ctx context.Context, hands *playground.Actor, channel, thread, line string) error {
	ts, err := hands.Reply(channel, thread, line)
	if err != nil {
		return err
	}
	return await(ctx, "the check mark", func() bool {
		return slices.ContainsFunc(hands.Thread(channel, thread), func(m playground.Message) bool {
			return m.TS == ts && len(m.Reactions) > 0
		})
	})
}

// answer replies in a day's huddle, where the thread shows a text; "" is any thread.
// It is not looked at whether somebody has answered already: each hurdle has one helper and one manager.
func (l *demoLife) answer(who, channel string, day coach.Day, to, text string) error {
	hands := l.server.As(who)
	huddle, ok := l.huddle(hands, channel, day)
	if !ok {
		return nil
	}
	if _, there := newest(hands.Thread(channel, huddle), to); !there {
		return nil
	}
	_, err := hands.Reply(channel, huddle, text)
	return err
}

// huddle finds the huddle of a day in a channel, by the ts of its parent. It is looked for once: everybody acts in it,
// and a channel is long after some weeks.
// A huddle that is not there yet is looked for again the next time.
func (l *demoLife) huddle(hands *playground.Actor, channel string, day coach.Day) (ts string, ok bool) {
	key := channel + " " + day.String()
	if ts, ok = l.huddles[key]; ok {
		return ts, true
	}
	m, ok := newest(hands.Messages(channel), "Huddle of "+day.Format("Monday 2 January"))
	if ok {
		l.huddles[key] = m.TS
	}
	return m.TS, ok
}

// newest finds the newest message that shows a text; "" is shown by each. In the order that the client shows them, from
// the end.
func newest(messages []playground.Message, text string) (playground.Message, bool) {
	for _, m := range slices.Backward(messages) {
		if strings.Contains(m.Plain(), text) {
			return m, true
		}
	}
	return playground.Message{}, false
}
