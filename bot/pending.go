package bot

func Manifest(names map[string]string) ([]byte, error) { panic("to come") }
func logCommand() command                              { return command{Name: "log"} }
func pacerCommand() command                            { return command{Name: "pacer"} }
func logButtons() []button                             { return nil }
func logForms() []form                                 { return nil }

type recentLogs struct{}
