package bot

import "example.com/pacer/bot/coach"

// privacySurfaces are the rows of the table of roles about what is stored about people; that nobody forgets somebody who is
// still there, TestOnlyTheGoneAreForgottenByOthers holds. Types, presses and submits are as
// in surfaces.
func privacySurfaces(
	types func(command, text string) func(*stage, string), presses func(action, value string) func(*stage, string),
	submits func(callback, private string, values map[string]string) func(*stage, string),
) []surface {
	const admins = "admin appointed"
	gone := roleIDs["gone"]
	word := map[string]string{inForget: forgetWord}
	known := func(do func(*stage, string)) func(*stage, string) {
		return func(s *stage, who string) {
			s.slack.people[gone] = coach.Person{ID: gone, Name: "gone", Zone: "UTC", Deleted: true}
			do(s, who)
		}
	}
	return []surface{
		{name: "/pacer my data", kind: "topic", row: "my data", may: everyone, do: func(s *stage, who string) {
			types("/pacer", "my data")(s, who)
			s.bot.dossier.Lock() // until it is written
			defer s.bot.dossier.Unlock()
		}},
		{name: "/pacer forget me", kind: "topic", row: "forget me", do: types("/pacer", "forget me"), may: everyone},
		{name: "/pacer forget @gone", kind: "topic", row: "forget", do: known(types("/pacer", "forget <@"+gone+"|gone>")), may: admins},
		{name: "/pacer retention", kind: "topic", row: "retention", do: types("/pacer", "retention"), may: admins},
		{name: "/pacer retention 12 months", kind: "topic", row: "retention", do: types("/pacer", "retention 12 months"), may: admins},
		{name: "/pacer audit", kind: "topic", row: "audit", do: types("/pacer", "audit"), may: "manager othermanager managerOfBoth " + admins},

		{name: "Forget me", kind: "button", row: actForget, do: presses(actForget, ""), may: everyone},
		{name: "Forget them", kind: "button", row: actForget, do: presses(actForget, gone), may: admins},
		{name: "Erase what is older", kind: "button", row: actRetention, do: presses(actRetention, "12"), may: admins},

		{name: "the word to be forgotten", kind: "form", row: formForget, do: submits(formForget, "", word), may: everyone},
		{name: "the word for somebody who has left", kind: "form", row: formForget, do: known(submits(formForget, gone, word)), may: admins},
	}
}
