package bot

// settingsSurfaces are the rows of the table of who may do what that are about one's own settings. Each is about whoever
// does it: the payload names nobody.
func settingsSurfaces() []surface {
	types := func(text string) func(s *stage, who string) {
		return func(s *stage, who string) { s.told(s.types(who, "C0WEST", "/pacer", text)) }
	}
	presses := func(action, value string) func(s *stage, who string) {
		return func(s *stage, who string) { s.presses(who, "C0WEST", action, value) }
	}
	submits := func(callback string, values map[string]string) func(s *stage, who string) {
		return func(s *stage, who string) { s.told(s.served(who, s.submission(who, callback, "", values))) }
	}
	const westReps = "rep repOfTwo"
	return []surface{
		{name: "/pacer settings", kind: "topic", row: "settings", do: types("settings"), may: people},
		{name: "Settings", kind: "button", row: actSettings, do: presses(actSettings, ""), may: people},
		{name: "what Pacer writes", kind: "button", row: actSettingsWords, do: presses(actSettingsWords, ""), may: people},
		{name: "when you work", kind: "button", row: actSettingsTime, do: presses(actSettingsTime, ""), may: people},
		{name: "Snooze in the settings", kind: "button", row: actSettingsSnooze, do: presses(actSettingsSnooze, snoozeDay), may: reps},
		{name: "Snooze for longer", kind: "button", row: actNudgeSnoozeFor, do: presses(actNudgeSnoozeFor, snoozeDay), may: reps},
		{name: "Mute in the settings", kind: "button", row: actSettingsMute, do: presses(actSettingsMute, "west/k-conv"), may: westReps},
		{name: "Unmute in the settings", kind: "button", row: actSettingsUnmute, do: presses(actSettingsUnmute, "west/k-conv"), may: westReps},
		{name: "the form of what Pacer writes", kind: "form", row: formSettingsWords, do: submits(formSettingsWords,
			map[string]string{inQuiet: "22:00 to 07:00"}), may: people},
		{name: "the form of when you work", kind: "form", row: formSettingsTime, do: submits(formSettingsTime,
			map[string]string{inOwnZone: "Lisbon", inOwnHours: "9 to 15"}), may: people},
	}
}
