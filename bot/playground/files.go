package playground

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A file is one upload, from the call that asks for an address to the message that shows it.
//
// What makes files hard for an app is played here: completing an upload answers before the file is ready. Until then
// files.info shows it without a mimetype and without shares, and a picture of it in a block is refused.
type file struct {
	id, secret         string
	name, title, alt   string
	base               string // the address of this server, as the app knows it
	user               string // whose it is
	size               int    // announced; what is uploaded must be as long
	body               []byte
	uploaded, complete bool
	ready              bool // its type is known and its messages are there
	created            int64
	shares             []share
}

// A share is one message that shows a file: where it is, and the thread that it is in, if any.
//
// It is the only way for an app to learn the ts of that message.
type share struct{ channel, ts, thread string }

// fileStore is all files by id, and how many bytes are kept.
//
// Files are kept in memory; the oldest go when there are too many or too large ones, and are then file_deleted.
//
// A nil file under an id is one that was let go: the id was given out, and is not given again.
type fileStore struct {
	byID  map[string]*file
	order []string
	bytes int
}

// processing is how long Slack looks at a file after the upload was completed. Reports speak of a second or more.
//
// It runs on a timer, not on the playground's clock: nobody has to move the clock to see a picture.
const processing = time.Second

// pictures are the types of files that an image block may show. Slack's own list has no others.
var pictures = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true}

// kind is the type of a file after its name; "" while nobody has looked at it yet.
//
// Slack looks at the bytes as well. Here the name decides, so that a test can call a few bytes a picture.
func (f *file) kind() string {
	if !f.ready {
		return ""
	}
	kind, _, _ := mime.ParseMediaType(mime.TypeByExtension(path.Ext(f.name)))
	if kind == "" {
		return "application/octet-stream"
	}
	return kind
}

// path is where the bytes of a file are served, on whatever host the caller knows this server by.
//
// The name is in it for whoever saves the file; the id alone finds it.
func (f *file) path() string { return "/files/" + f.id + "/" + url.PathEscape(f.name) }

// add keeps a file, and lets the oldest go beyond the bounds.
func (st *fileStore) add(f *file) {
	if st.byID == nil {
		st.byID = map[string]*file{}
	}
	st.byID[f.id] = f
	st.order = append(st.order, f.id)
	st.bytes += f.size
	for len(st.order) > limit("files.count") || st.bytes > limit("files.bytes") && len(st.order) > 1 {
		old := st.byID[st.order[0]]
		st.order = st.order[1:]
		st.bytes -= old.size
		old.body = nil
		// The id is remembered, so that the app is told that the file is gone rather than that it never was.
		st.byID[old.id] = nil
	}
}

// isPicture reports whether an id is that of a file that can be shown as a picture now. The caller holds mu.
//
// Reports say that Slack also wants the file to be shared where the viewer sees it; no page of its documentation does,
// so that is not asked for.
func (s *Server) isPicture(id string) bool {
	f := s.files.byID[id]
	return f != nil && pictures[f.kind()]
}

// filesUploadURL is files.getUploadURLExternal.
//
// The address is under the name by which the app called, since Slack's libraries send their token along and so refuse
// any other host. A length of 0 is missing_argument, which is Slack's own word for it.
func filesUploadURL(c *call) (reply, error) {
	s := c.s
	size := c.args.number("length", 0)
	alt := c.args.str("alt_txt")
	switch {
	case size < 1:
		return nil, refuse("missing_argument")
	case size > limit("file.size"):
		return nil, &apiError{code: "file_upload_size_restricted", rule: "file.size"}
	case utf8.RuneCountInString(alt) > limit("file.alt_txt"):
		return nil, &apiError{code: "alt_txt_too_large", rule: "file.alt_txt"}
	case c.args.str("snippet_type") != "" && size > limit("file.snippet"):
		return nil, &apiError{code: "snippet_too_large", rule: "file.snippet"}
	}
	f := &file{id: s.id("F"), secret: secret(), name: c.args.str("filename"), alt: alt, base: c.base(), user: s.bot(), size: size, created: s.cfg.Now().Unix()}
	f.title = f.name
	s.files.add(f)
	return reply{"file_id": f.id, "upload_url": c.base() + "/upload/" + f.id + "/" + f.secret}, nil
}

// serveUpload takes the bytes of a file, as a multipart field "file" or as they are.
//
// Slack answers "OK - " and the number of bytes, or a page of its web server; nothing there is documented. So what is
// wrong is said in words, with status 400, and kept among the refusals.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	if !s.hold() {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	defer s.wg.Done()
	body, err := readUpload(r)
	problem := ""
	s.carryOut("upload", exchange{
		w: w, r: r,
		effect: func() { problem = s.upload(r.PathValue("id"), r.PathValue("secret"), body, err) },
		answer: func() {
			if problem != "" {
				http.Error(w, problem, http.StatusBadRequest)
				return
			}
			_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(body))) // nobody to tell if the app hung up
		},
	})
}

// upload keeps the bytes of a file; the result says what is wrong, "" if nothing is.
//
// An address is good for one upload: a second one would change what was announced. The secret in it is all that admits
// whoever uploads, as Slack's does.
func (s *Server) upload(id, secret string, body []byte, err error) (problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files.byID[id]
	switch {
	case f == nil || f.secret != secret || f.uploaded:
		problem = "this upload address is unknown or used"
	case err != nil:
		problem = "the upload cannot be read: " + err.Error()
	case len(body) != f.size:
		problem = "announced were " + strconv.Itoa(f.size) + " bytes, uploaded " + strconv.Itoa(len(body))
	default:
		f.body, f.uploaded = body, true
	}
	if problem != "" {
		s.refused(Refusal{Where: "upload", Error: "upload_failed", Rule: "file.upload", Text: problem})
	}
	return problem
}

// readUpload reads the bytes of an upload. A form may carry other fields; the first file in it is meant.
//
// What is larger than any file may be is cut off by an error, so that nobody can fill the memory from outside.
func readUpload(r *http.Request) ([]byte, error) {
	// With room for what multipart writes around the bytes.
	r.Body = http.MaxBytesReader(nil, r.Body, int64(limit("file.size"))+64<<10)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return io.ReadAll(r.Body)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		p, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if p.FileName() != "" || p.FormName() == "file" {
			return io.ReadAll(p)
		}
	}
}

// filesComplete is files.completeUploadExternal.
//
// It answers at once, with ids and titles alone: what the app would like to know, where the file is and of what type,
// is there a second later, in files.info. Nothing tells it when.
func filesComplete(c *call) (reply, error) {
	s := c.s
	list, err := c.uploads()
	if err != nil {
		return nil, err
	}
	targets, err := c.shareTargets()
	if err != nil {
		return nil, err
	}
	text := c.args.str("initial_comment")
	var blocks []any
	if raw, err := c.args.value("blocks"); text == "" { // the comment wins over the blocks
		if err != nil {
			return nil, refuse("invalid_blocks")
		}
		if blocks, err = s.checkBlocks(raw); err != nil {
			e := asAPIError(err)
			return nil, &apiError{code: "invalid_blocks", rule: e.rule, messages: e.messages}
		}
	}
	out := []map[string]any{}
	for _, f := range list {
		f.complete = true
		out = append(out, map[string]any{"id": f.id, "title": f.title})
	}
	thread := c.args.str("thread_ts")
	s.background(func() {
		wait := time.NewTimer(processing)
		defer wait.Stop()
		select {
		case <-wait.C:
			s.shareFiles(list, targets, thread, text, blocks)
		case <-s.ctx.Done():
		}
	})
	return reply{"files": out}, nil
}

// uploads reads the argument files: which uploads are to be completed, and under which titles.
//
// A file that is completed already is not found any more: the ticket of its upload is used up.
func (c *call) uploads() ([]*file, error) {
	raw, err := c.args.value("files")
	entries := items(raw)
	if err != nil || len(entries) == 0 {
		return nil, missing("files")
	}
	var list []*file
	for _, e := range entries {
		id, _ := obj(e)["id"].(string)
		f := c.s.files.byID[id]
		if f == nil || !f.uploaded || f.complete {
			return nil, refuse("file_not_found")
		}
		list = append(list, f)
	}
	for i, f := range list { // only now: a call that is refused changes nothing
		if t, _ := obj(entries[i])["title"].(string); t != "" {
			f.title = t
		}
	}
	return list, nil
}

// shareTargets are the conversations that files are to be shown in; none leaves them private.
//
// A thread belongs to one channel. Unlike posting, sharing wants the app to be a member, whatever chat:write.public
// says.
func (c *call) shareTargets() ([]*channel, error) {
	s := c.s
	names, wrong := c.args.list("channels"), refuse("invalid_channel")
	if id := c.args.str("channel_id"); id != "" {
		names, wrong = []string{id}, refuse("channel_not_found")
	}
	switch {
	case len(names) > limit("file.channels"):
		return nil, &apiError{code: "channels_limit_exceeded", rule: "file.channels"}
	case c.args.str("thread_ts") != "" && len(names) > 1:
		return nil, &apiError{
			code: "invalid_arguments", rule: "file.thread",
			messages: []string{"[ERROR] thread_ts goes with one channel only [json-pointer:/thread_ts]"},
		}
	}
	var list []*channel
	for _, name := range names {
		ch, err := c.place(name)
		switch {
		case err != nil:
			return nil, wrong
		case ch.archived:
			return nil, refuse("posting_to_channel_denied")
		case !ch.members[s.bot()]:
			return nil, refuse("not_in_channel")
		}
		list = append(list, ch)
	}
	return list, nil
}

// shareFiles makes files ready and shows them: one message in each conversation, with the comment.
//
// It runs a moment after the call was answered. A thread whose parent went meanwhile is no thread any more; then the
// files stand in the channel, as with any reply.
//
// In the order of the targets; all messages show the same files. Only from here on a picture of them may stand in a
// block.
func (s *Server) shareFiles(list []*file, targets []*channel, thread, text string, blocks []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range list {
		f.ready = true
	}
	for _, ch := range targets {
		m := &message{user: s.bot(), byApp: true, subtype: "file_share", text: text, blocks: blocks, files: list, threadTS: ch.thread(thread)}
		s.say(ch, m)
		for _, f := range list {
			f.shares = append(f.shares, share{channel: ch.ID, ts: m.ts, thread: m.threadTS})
		}
	}
}

// handIn keeps a file that a person put into a file_input, and gives it as the app sees it. It is there at once, as the
// person's own client has waited for it. The caller holds mu.
//
// It has no shares: it is in no conversation, and only the submission tells the app of it.
func (s *Server) handIn(user string, h handed) map[string]any {
	f := &file{
		id: s.id("F"), name: h.name, title: h.name, user: user, base: s.base, body: h.body, size: len(h.body),
		created: s.cfg.Now().Unix(), uploaded: true, complete: true, ready: true,
	}
	s.files.add(f)
	return s.fileJSON(f)
}

// filesInfo is files.info.
//
// A file that was never completed is not found: it is not in the workspace yet.
func filesInfo(c *call) (reply, error) {
	f, known := c.s.files.byID[c.args.str("file")]
	switch {
	case known && f == nil:
		return nil, refuse("file_deleted")
	case f == nil || !f.complete:
		return nil, refuse("file_not_found")
	}
	return reply{"file": c.s.fileJSON(f), "comments": []any{}, "response_metadata": map[string]any{"next_cursor": ""}}, nil
}

// fileJSON is a file as the app sees it.
//
// The ts of the message that shows it is nowhere but in shares, by kind of conversation and id.
func (s *Server) fileJSON(f *file) map[string]any {
	kind := f.kind()
	ext := ""
	if f.ready {
		ext = strings.TrimPrefix(path.Ext(f.name), ".")
	}
	link := f.base + f.path()
	places := map[string][]string{"channels": {}, "groups": {}, "im": {}, "mpim": {}}
	shares := map[string]map[string][]any{}
	for _, sh := range f.shares {
		ch := s.channels[sh.channel]
		places[ch.kind()] = append(places[ch.kind()], ch.ID)
		which := "private"
		if ch.kind() == "channels" {
			which = "public"
		}
		if shares[which] == nil {
			shares[which] = map[string][]any{}
		}
		j := map[string]any{"ts": sh.ts, "channel_name": ch.Name, "team_id": s.cfg.Workspace.ID, "reply_users": []any{}, "reply_count": 0}
		if sh.thread != "" {
			j["thread_ts"] = sh.thread
		}
		shares[which][ch.ID] = append(shares[which][ch.ID], j)
	}
	return map[string]any{
		"id": f.id, "created": f.created, "timestamp": f.created, "name": f.name, "title": f.title, "mimetype": kind,
		"filetype": ext, "pretty_type": strings.ToUpper(ext), "user": f.user, "user_team": s.cfg.Workspace.ID, "editable": false,
		"size": f.size, "mode": "hosted", "is_external": false, "external_type": "", "is_public": len(places["channels"]) > 0,
		"public_url_shared": false, "display_as_bot": false, "username": "", "alt_txt": f.alt, "url_private": link,
		"url_private_download": link, "permalink": link, "comments_count": 0, "is_starred": false, "has_rich_preview": false,
		"shares": shares, "channels": places["channels"], "groups": places["groups"], "ims": append(places["im"], places["mpim"]...),
	}
}

// serveFile gives a file's bytes, to the app with its token and to the page of this machine's browser.
//
// Nobody is to be able to upload a page and have it run beside ours: only pictures are shown, all else is handed over
// as a download.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.files.byID[r.PathValue("id")]
	var kind, name string
	var body []byte
	if f != nil && f.ready {
		kind, name, body = f.kind(), f.name, f.body
	}
	s.mu.Unlock()
	switch token := r.Header.Get("Authorization"); {
	case token != "" && token != "Bearer "+s.cfg.BotToken, token == "" && (!ownHost(r.Host) || foreign(r)):
		http.Error(w, "this file is not yours", http.StatusForbidden)
		return
	case body == nil:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if !pictures[kind] {
		kind = "application/octet-stream"
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	w.Header().Set("Content-Type", kind)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// pageFileList is what the page shows of the files of a message.
//
// The address has no host, since the page may know this server by another name than the app does.
//
// A file that is not ready yet is no image, and the page shows its name.
func pageFileList(list []*file) []any {
	out := []any{}
	for _, f := range list {
		out = append(out, map[string]any{
			"id": f.id, "name": f.name, "title": f.title, "alt": f.alt, "size": f.size, "image": pictures[f.kind()],
			"url": f.path(),
		})
	}
	return out
}
