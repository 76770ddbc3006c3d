package playground

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// upload does what an app does: ask for an address, and send the bytes there.
func (w *world) upload(name, body string) (id string) {
	w.t.Helper()
	out := w.call("files.getUploadURLExternal", "filename", name, "length", strconv.Itoa(len(body)), "alt_txt", "A drawing")
	id, _ = out["file_id"].(string)
	addr, _ := out["upload_url"].(string)
	if !strings.HasPrefix(addr, "http://playground/upload/") {
		w.t.Fatalf("the address is not on the host that was called: %v", out)
	}
	if status, text := w.send(addr, body); status != http.StatusOK || text != fmt.Sprintf("OK - %d", len(body)) {
		w.t.Fatalf("upload: %d %s", status, text)
	}
	return id
}

// send posts a file as a form, as slack-go does.
func (w *world) send(addr, body string) (int, string) {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, _ := form.CreateFormFile("file", "x.png")
	_, _ = io.WriteString(part, body)
	_ = form.Close()
	resp, err := w.http.Post(addr, form.FormDataContentType(), &b)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, strings.TrimSpace(string(text))
}

// TestFile: completing answers before the file is ready. A second later it has a type, and the message is there.
func TestFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, allScopes)
		id := w.upload("week 47.png", "not really a picture")
		if out := w.call("files.info", "file", id); out["error"] != "file_not_found" {
			t.Errorf("before it was completed: %v", out)
		}
		out := w.call("files.completeUploadExternal", "files", `[{"id":"`+id+`","title":"Week 47"}]`, "channel_id", "C0WEST", "initial_comment", "The week")
		if got := fmt.Sprint(out["files"]); got != "[map[id:"+id+" title:Week 47]]" {
			t.Fatalf("completed: %v", out)
		}
		block := `[{"type":"image","alt_text":"x","slack_file":{"id":"` + id + `"}}]`
		early := obj(w.call("files.info", "file", id)["file"])
		if early["mimetype"] != "" || len(obj(early["shares"])) != 0 {
			t.Errorf("at once: %v", early)
		}
		if out := w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks", block); out["error"] != "invalid_blocks" {
			t.Errorf("a picture that is not ready: %v", out)
		}
		time.Sleep(processing + time.Millisecond)
		synctest.Wait()
		f := obj(w.call("files.info", "file", id)["file"])
		shares := items(obj(obj(f["shares"])["public"])["C0WEST"])
		if f["mimetype"] != "image/png" || f["title"] != "Week 47" || f["alt_txt"] != "A drawing" || len(shares) != 1 {
			t.Fatalf("a second later: %v", f)
		}
		m := w.s.As("ann").Messages("C0WEST")[0]
		if m.Plain() != "The week\n(file: Week 47)" || m.Files[0].Alt != "A drawing" || m.TS != obj(shares[0])["ts"] {
			t.Errorf("the message: %+v", m)
		}
		history := items(w.call("conversations.history", "channel", "C0WEST")["messages"])
		if got := items(obj(history[0])["files"]); len(got) != 1 || obj(got[0])["id"] != id || obj(history[0])["subtype"] != "file_share" {
			t.Errorf("the history: %v", history[0])
		}
		if out := w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks", block); out["ok"] != true {
			t.Errorf("a picture that is ready: %v", out)
		}
		w.download(f["url_private"].(string))
	})
}

// download fetches a file with the token, with a wrong one, and as the page of another site.
func (w *world) download(addr string) {
	w.t.Helper()
	for _, tt := range []struct {
		header, value string
		status        int
	}{
		{"Authorization", "Bearer " + testBotToken, 200},
		{"Authorization", "Bearer xoxb-other", 403},
		{"Origin", "https://example.com", 403},
		{"Origin", "http://playground", 200},
	} {
		req, _ := http.NewRequest(http.MethodGet, addr, nil)
		req.Header.Set(tt.header, tt.value)
		resp, err := w.http.Do(req)
		if err != nil {
			w.t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != tt.status || tt.status == 200 && string(body) != "not really a picture" {
			w.t.Errorf("%s %s: %d %s", tt.header, tt.value, resp.StatusCode, body)
		}
	}
}

// TestFileRefusals: what can go wrong with a file is said with Slack's words.
func TestFileRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, allScopes)
		done, spare := w.upload("a.csv", "1,2"), w.upload("b.csv", "1,2")
		if out := w.call("files.completeUploadExternal", "files", `[{"id":"`+done+`"}]`); out["ok"] != true {
			t.Fatal(out)
		}
		time.Sleep(2 * processing)
		synctest.Wait()
		one := `[{"id":"` + spare + `"}]`
		for _, tt := range []struct {
			method string
			args   []string
			want   string
		}{
			{"files.getUploadURLExternal", []string{"filename", "x", "length", "0"}, "missing_argument"},
			{"files.getUploadURLExternal", []string{"filename", "x", "length", "many"}, "invalid_arguments"},
			{"files.completeUploadExternal", []string{"files", `[{"id":"F0NOPE"}]`}, "file_not_found"},
			{"files.completeUploadExternal", []string{"files", `[{"id":"` + done + `"}]`}, "file_not_found"},
			{"files.completeUploadExternal", []string{"files", `[]`}, "invalid_arguments"},
			{"files.completeUploadExternal", []string{"files", one, "channel_id", "C0NOPE"}, "channel_not_found"},
			{"files.completeUploadExternal", []string{"files", one, "channels", "C0WEST,C0NOPE"}, "invalid_channel"},
			{"files.completeUploadExternal", []string{"files", one, "channel_id", "C0EAST"}, "not_in_channel"},
			{"files.completeUploadExternal", []string{"files", one, "channels", "C0WEST,U0ANN", "thread_ts", "1.000100"}, "invalid_arguments"},
			{"files.completeUploadExternal", []string{"files", one, "channel_id", "C0WEST", "blocks", `{}`}, "invalid_blocks"},
			{"files.info", []string{"file", "F0NOPE"}, "file_not_found"},
		} {
			if out := w.call(tt.method, tt.args...); out["error"] != tt.want {
				t.Errorf("%s %v: %v, want %s", tt.method, tt.args, out, tt.want)
			}
		}
		out := w.call("files.getUploadURLExternal", "filename", "x.png", "length", "3")
		for _, body := range []string{"four", "ok!", "ok!"} {
			status, text := w.send(out["upload_url"].(string), body)
			if (status == 200) != (text == "OK - 3") {
				t.Errorf("%q: %d %s", body, status, text)
			}
		}
		if status, _ := w.send("http://playground/upload/F0/x", "x"); status != http.StatusBadRequest {
			t.Errorf("an address nobody was given: %d", status)
		}
		for _, how := range []string{`{"id":"` + done + `","url":"x"}`, `{}`, `{"id":"F0"}`, `{"id":"` + done + `"}`, `"x"`} {
			block := `[{"type":"image","alt_text":"x","slack_file":` + how + `}]`
			if out := w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks", block); out["error"] != "invalid_blocks" {
				t.Errorf("slack_file %s: %v", how, out)
			}
		}
	})
}

// TestOldFilesGo: what does not fit any more is deleted, and is said to be.
func TestOldFilesGo(t *testing.T) {
	var st fileStore
	for i := range limit("files.count") + 3 {
		st.add(&file{id: strconv.Itoa(i), size: 1, body: []byte("x")})
	}
	if f, known := st.byID["2"]; f != nil || !known || st.bytes != limit("files.count") {
		t.Errorf("an old file: %v, %v; %d bytes", f, known, st.bytes)
	}
	st.add(&file{id: "large", size: limit("files.bytes")})
	if len(st.order) != 1 || st.byID["large"] == nil {
		t.Errorf("%d files are left beside the large one", len(st.order)-1)
	}
}
