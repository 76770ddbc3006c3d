package bot

import "example.com/pacer/bot/coach"

// huddleSurfaces are those of who skips a huddle: they are for whoever skips it.
func huddleSurfaces(presses func(action, value string) func(*stage, string),
	submits func(callback, private string, values map[string]string) func(*stage, string),
) []surface {
	huddle := coach.HuddleKey("west", wednesdayDay())
	skip := presses(actHuddleSkip, huddle)
	skipped := func(then func(*stage, string)) func(*stage, string) {
		return func(s *stage, who string) {
			skip(s, who)
			then(s, who)
		}
	}
	return []surface{
		{name: "Tell my manager more", kind: "button", row: actHuddleReason, do: skipped(presses(actHuddleReason, huddle)), may: westReps},
		{name: "the form of who skips", kind: "form", row: formHuddleReason, do: skipped(submits(formHuddleReason, huddle,
			map[string]string{inReason: "At the dentist"})), may: westReps},
	}
}
