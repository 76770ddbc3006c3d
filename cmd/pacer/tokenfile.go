package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"example.com/pacer/bot"
)

// largestToken bounds what is read of a token file. Tokens are some hundred bytes; whoever names a log gets a sentence.
// In bytes.
const largestToken = 4 << 10

// token returns a token from its variable or from the file that its other variable names. It never quotes what is in
// the file. Both set is a fault, because whichever counted, half of those who read the environment would expect the
// other. A file that others may read works; what to do about it is the answer's second part, "" for nothing.
// Files are how Docker and Kubernetes hand over secrets: an environment can be read by everything that the process
// starts. Path is of the _FILE variable, "" when that is not set.
func (f *faults) token(kind tokenKind, value bot.Secret, path string) (token bot.Secret, advice string) {
	value = trimToken(value)
	variable := kind.variable + "_FILE"
	if path == "" {
		return value, ""
	}
	if value != "" {
		f.add("%s and %s are both set: keep one of them.", kind.variable, variable)
		return value, ""
	}
	// A token in the place of a name would be in the error that opening it answers.
	if f.misplacedFile(variable, path) {
		return "", ""
	}
	text, mode, err := readToken(path)
	if err != nil {
		f.add("%s: %v: it is a file that holds the token and nothing else, and that Pacer may read.", variable, err)
		return "", ""
	}
	if token = trimToken(bot.Secret(text)); token == "" {
		f.add("%s names %s, which is empty: put the token into it.", variable, path)
	}
	// Windows keeps rights elsewhere, and shows every file as readable by all.
	if runtime.GOOS != "windows" && mode.Perm()&0o007 != 0 {
		advice = fmt.Sprintf("%s can be read by everybody on this machine: chmod o-rwx %s", path, path)
	}
	return token, advice
}

// misplacedFile catches the token itself where the name of its file belongs. Opening it would put the token into the
// error that says that there is no such file.
func (f *faults) misplacedFile(variable, path string) bool {
	if !looksLikeToken(path) {
		return false
	}
	f.add("%s holds a Slack token: it wants the name of a file that holds it.", variable)
	return true
}

// readToken reads a small file.
// The errors name the file, and never what is in it.
func readToken(path string) (text string, mode os.FileMode, err error) {
	// Opened once: its mode and its text are of the same file, whatever is put in its place meanwhile.
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", 0, err
	}
	if info.IsDir() {
		return "", 0, fmt.Errorf("%s is a folder", path)
	}
	data, err := io.ReadAll(io.LimitReader(file, largestToken+1))
	if err == nil && len(data) > largestToken {
		err = errors.New(path + " is too large for a token")
	}
	return string(data), info.Mode(), err
}

// looksLikeToken tells whether a value begins as Slack's tokens do. Both families: xoxb-, xoxp-, xoxe. and their like,
// and the app-level xapp-.
// In any case of letters, for it guards against mistakes; whether a token is of the right kind is looked at
// elsewhere.
func looksLikeToken(value string) bool {
	value = strings.ToLower(strings.Trim(value, " \t\r\n\"'"))
	return strings.HasPrefix(value, "xox") || strings.HasPrefix(value, appToken.prefix)
}
