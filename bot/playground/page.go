package playground

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pageFiles is the page: plain HTML, CSS and JavaScript, without a build step.
//
//go:embed page
var pageFiles embed.FS

// policy lets the page load and call nothing but this server; images alone, which apps name in their blocks, may come
// from elsewhere.
//
// Styles may stand in elements; scripts may not, so that nothing that somebody typed can ever run.
const policy = "default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// pageRoutes serves the page and its protocol.
//
// There is no login: whoever opens the page can be anybody. So it must not be reachable by a script on some other page
// that the person has open, neither across origins nor through a name that an attacker points at 127.0.0.1: ServeHTTP has
// refused those.
func (s *Server) pageRoutes() http.Handler {
	files, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic("playground: embedded page: " + err.Error()) // the name is a constant; unreachable
	}
	static := http.StripPrefix("/static/", http.FileServerFS(files))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "index.html") })
	mux.Handle("GET /static/", static)
	mux.HandleFunc("GET /page/stream", s.serveStream)
	mux.HandleFunc("POST /page/act", s.serveAct)
	// The second lock on the same door: it refuses what changes something when it comes from another origin.
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.Header.Get("X-Playground") == "" {
			http.Error(w, "the header X-Playground is missing", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		guarded.ServeHTTP(w, r)
	})
}

// ownHost reports whether a Host header names this machine by a name that nobody else can give to it.
//
// Only loopback addresses, and names under localhost and test, which are reserved: nobody can register one and point it
// here.
func ownHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".test") || host == Host
}

// foreign reports whether a request was made by a page of another site. The protection of net/http looks at requests
// that change something; here the reading ones show what people wrote, so they are looked at as well.
//
// Requests without these headers come from programs, not from pages.
func foreign(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return true
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	_, host, ok := strings.Cut(origin, "://")
	return !ok || !strings.EqualFold(host, r.Host)
}

// An act is what a person did on the page.
type act struct {
	As       string   `json:"as"`
	Do       string   `json:"do"`
	Channel  string   `json:"channel"`
	ThreadTS string   `json:"thread_ts"`
	TS       string   `json:"ts"`
	Line     string   `json:"line"`
	Text     string   `json:"text"`
	ViewID   string   `json:"view_id"`
	BlockID  string   `json:"block_id"`
	ActionID string   `json:"action_id"`
	Value    any      `json:"value"`
	Selected any      `json:"selected"`
	All      bool     `json:"all"`
	To       string   `json:"to"`
	Name     string   `json:"name"`
	Args     []string `json:"args"`
}

// acts is what can be done on the page.
//
// The page has no other way to do anything, and nothing here does what the driver cannot do.
var acts = map[string]func(s *Server, a act) error{
	"command":    func(s *Server, a act) error { return s.slash(a.As, a.Channel, a.ThreadTS, a.Line) },
	"message":    func(s *Server, a act) error { _, err := s.write(a.As, a.Channel, a.ThreadTS, a.Text); return err },
	"press":      pagePress,
	"input":      pageInput,
	"submit":     func(s *Server, a act) error { return s.submit(a.As, a.ViewID) },
	"close_view": func(s *Server, a act) error { return s.closeView(a.As, a.ViewID, a.All) },
	"home":       func(s *Server, a act) error { return s.openHome(a.As) },
	"join":       func(s *Server, a act) error { return s.joinAs(a.As, a.Channel) },
	"status":     pageStatus,
	"react":      func(s *Server, a act) error { return s.react(a.As, a.Channel, a.TS, a.Name, true) },
	"clock":      func(s *Server, a act) error { return s.moveClock(a.As, a.To) },
	"fault":      func(s *Server, a act) error { return s.breakIt(a.Name, a.Args) },
}

// asks is what the page asks for on somebody's behalf; the answer goes back to it.
var asks = map[string]func(s *Server, a act) (map[string]any, error){
	"suggest": pageSuggest,
	"direct":  pageDirect,
}

// maxAct bounds what a page may send: the largest form is far below it.
//
// A file that somebody hands in is in it as base64, so that files on the page are small ones.
const maxAct = 1 << 20

// readAct reads what a page sends. The error is a sentence.
func readAct(w http.ResponseWriter, r *http.Request) (act, int, error) {
	var a act
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAct))
	err := d.Decode(&a)
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return a, http.StatusRequestEntityTooLarge, fmt.Errorf("that is too much at once: %d bytes are the most", tooLarge.Limit)
	}
	if err != nil {
		return a, http.StatusBadRequest, errors.New("the page sent something that is not JSON of the right form")
	}
	if acts[a.Do] == nil && asks[a.Do] == nil {
		return a, http.StatusBadRequest, fmt.Errorf("nothing called %q can be done here", a.Do)
	}
	return a, http.StatusOK, nil
}

// sentence is an error as a person reads it on the page: Go's errors begin small and end without a full stop.
//
// Slack's own words stay: what begins with a command, and names such as operation_timeout.
func sentence(err error) string {
	text := err.Error()
	if text == "" || strings.HasPrefix(text, "/") || !strings.Contains(text, " ") {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if last, _ := utf8.DecodeLastRuneInString(text); unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune(`")`, last) {
		text += "."
	}
	return text
}

// serveAct does what a person did on the page, and says whether it worked.
//
// The answer comes when the app has acknowledged, three seconds at most; the effects come on the stream. An error is a
// sentence to show, not a code.
// 400 and 413 are for a page that is broken (no JSON, too much of it, an act that does not exist), 503 for a server that
// is closing; whatever a person can do wrong is 200 with ok:false.
func (s *Server) serveAct(w http.ResponseWriter, r *http.Request) {
	if !s.hold() {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	defer s.wg.Done()
	a, status, err := readAct(w, r)
	var out map[string]any
	if err == nil {
		s.mu.Lock()
		s.visit(a.As)
		s.mu.Unlock()
		if ask := asks[a.Do]; ask != nil {
			out, err = ask(s, a)
		} else {
			err = acts[a.Do](s, a)
		}
	}
	answer := map[string]any{"ok": err == nil}
	maps.Copy(answer, out)
	if err != nil {
		answer["error"] = sentence(err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(encode(answer)) // the page is gone; nobody to tell
}

// on finds the element that was acted on.
//
// The caller holds mu. A view_id wins over channel and ts. The error is a sentence: the message, the view or the
// element may be gone since the page drew it.
func (a *act) on(s *Server) (*target, error) {
	var t *target
	var err error
	if a.ViewID != "" {
		t, err = s.inView(a.As, a.ViewID)
	} else {
		t, err = s.inMessage(a.As, a.Channel, a.TS)
	}
	if err != nil {
		return nil, err
	}
	return t, t.find(a.BlockID, a.ActionID)
}

// pagePress is a button, a menu or a select that was used.
//
// Whatever the kind of the element, it tells the app and waits. A select that was emptied comes with selected:null, and
// is told from a button, for which null means nothing, by its kind.
func pagePress(s *Server, a act) error {
	s.mu.Lock()
	t, err := a.on(s)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	chosen := a.Selected
	if _, holds := forms[textOf(t.element["type"])]; holds && chosen == nil {
		chosen = "" // a choice that was taken back
	}
	return s.act(t, chosen) // unlocks
}

// pageInput is an input of a view that was changed.
//
// The page keeps what is typed for itself and sends it after a pause. So a form that is submitted within the pause is
// sent after its inputs, in order, which the page sees to. The app hears of it only where the block asks for it with
// dispatch_action.
func pageInput(s *Server, a act) error {
	s.mu.Lock()
	t, err := a.on(s)
	if err == nil && t.view == nil {
		err = errors.New("only a form has fields to type into") // what is chosen in a message is a press
	}
	if err != nil {
		s.mu.Unlock()
		return err
	}
	v := a.Value
	if a.Selected != nil {
		v = a.Selected
	}
	tell, err := s.enter(t, v)
	if err != nil || !tell {
		s.mu.Unlock()
		return err
	}
	return s.act(t, nil) // unlocks
}
