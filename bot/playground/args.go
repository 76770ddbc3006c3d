package playground

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// args are the arguments of a call, from a form or a JSON body alike.
//
// Slack's libraries send the one or the other depending on the method, and Slack takes both for every method here.
type args struct {
	form url.Values
	json map[string]any
	// warning is what Slack says about the content type of a body that it understands all the same.
	warning string
}

// argumentKinds are the arguments that are no strings. Slack's reference has the same name for the same kind in every
// method.
var argumentKinds = map[string]kind{
	"blocks": anything, "attachments": anything, "unfurled_attachments": anything, "metadata": anything, "view": anything,
	"files": anything, "file_ids": anything,

	"limit": number, "length": number, "count": number, "page": number, "post_at": number,

	"as_user": boolean, "exclude_archived": boolean, "exclude_muted": boolean, "include_all_metadata": boolean,
	"include_count": boolean, "include_disabled": boolean, "include_labels": boolean, "include_locale": boolean,
	"include_num_members": boolean, "include_users": boolean, "inclusive": boolean, "link_names": boolean, "mrkdwn": boolean,
	"prevent_creation": boolean, "reply_broadcast": boolean, "return_im": boolean, "unfurl_links": boolean, "unfurl_media": boolean,
}

// wrong lists the arguments that are of the wrong kind, in the order of their names.
//
// In a form all is text, so only a number has to be one; in JSON a string has to be a string. That is how an app meets
// a ts that it wrote as a number and that lost its last digits on the way.
func (a *args) wrong() []problem {
	var list []problem
	bad := func(name, want string) {
		list = append(list, problem{rule: "argument." + name, text: "must provide " + want, pointer: "/" + name})
	}
	for _, name := range slices.Sorted(maps.Keys(a.form)) {
		if t := a.form.Get(name); argumentKinds[name] == number && t != "" && !isWhole(t) {
			bad(name, "a number")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.json)) {
		v := a.json[name]
		k, known := argumentKinds[name]
		_, isText := v.(string)
		_, isBool := v.(bool)
		switch {
		case v == nil, known && k == anything:
		case known && k == number && !isWhole(a.str(name)):
			bad(name, "a number")
		case known && k == boolean && !isBool && !slices.Contains([]string{"true", "false", "1", "0"}, a.str(name)):
			bad(name, "a boolean")
		case !known && !isText:
			bad(name, "a string")
		}
	}
	return list
}

// isWhole reports whether a text is a whole number, as Slack wants limits and times: 1e3 and 2.0 are none.
//
// An empty text is none either; whoever asks about a form looks first whether there is anything.
func isWhole(t string) bool {
	_, err := strconv.Atoi(t)
	return err == nil
}

// unread is what Slack calls a body that could not be read to its end: it is too large, or it broke off because whoever
// sent it is gone.
func unread(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return refuse("request_too_large")
	}
	return refuse("request_timeout")
}

// readArgs reads the body of a call. The error is Slack's name for what is wrong with it.
//
// A GET has its arguments in the address, and so may a POST; the body wins. Slack's names for what may be wrong:
// missing_post_type, invalid_post_type, invalid_form_data, invalid_json, json_not_object, request_too_large,
// request_timeout.
func readArgs(r *http.Request) (args, error) {
	a := args{form: r.URL.Query()}
	if r.Method == http.MethodGet {
		return a, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, int64(limit("body"))))
	if err != nil {
		return a, unread(err)
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil && len(body) == 0:
		return a, nil // a POST of nothing says nothing of a type either
	case err != nil:
		return a, refuse("missing_post_type")
	case kind == "application/json":
		// JSON is UTF-8 without a word; Slack wants to be told all the same, and not for a form.
		if params["charset"] == "" && len(body) > 0 {
			a.warning = "missing_charset"
		}
		return a, a.readJSON(body)
	case kind == "application/x-www-form-urlencoded":
		if params["charset"] != "" {
			a.warning = "superfluous_charset"
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return a, refuse("invalid_form_data")
		}
		maps.Copy(a.form, form)
		return a, nil
	case kind == "multipart/form-data":
		form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(int64(limit("body")))
		if err != nil {
			return a, refuse("invalid_form_data")
		}
		maps.Copy(a.form, form.Value)
		return a, nil
	}
	return a, refuse("invalid_post_type")
}

// readJSON reads a JSON body, which must be an object.
//
// An empty body is an empty object: apps.connections.open comes like that.
func (a *args) readJSON(body []byte) error {
	if len(body) == 0 {
		return nil
	}
	v, err := decode(body)
	if err != nil {
		return refuse("invalid_json")
	}
	m, ok := v.(map[string]any)
	if !ok {
		return refuse("json_not_object")
	}
	a.json = m
	return nil
}

// decode reads JSON; numbers are float64.
//
// That is exact for whole numbers up to 2^53, beyond which no JSON is safe between two programs.
func decode(text []byte) (any, error) {
	var v any
	err := json.Unmarshal(text, &v)
	return v, err
}

// has reports whether an argument was given at all.
//
// null in JSON is not given. In a form an empty text is: some methods take it for an order to empty something.
func (a *args) has(name string) bool {
	if v, ok := a.json[name]; ok {
		return v != nil
	}
	return a.form.Has(name)
}

// str is an argument as text; "" when it is missing.
//
// Numbers and booleans in JSON read as a form would write them, so that a method need not ask which of the two came.
func (a *args) str(name string) string {
	switch v := a.json[name].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return a.form.Get(name)
}

// list is an argument that lists ids, separated by commas or as a JSON list; blanks around them do not count.
//
// Slack documents commas alone; its own libraries for JSON send lists, and are understood.
func (a *args) list(name string) []string {
	var out []string
	for _, v := range items(a.json[name]) {
		out = append(out, textOf(v))
	}
	for t := range strings.SplitSeq(a.str(name), ",") {
		if t = strings.TrimSpace(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// flag is an argument as a boolean, written as true or 1.
//
// Libraries write either.
func (a *args) flag(name string) bool {
	v := a.str(name)
	return v == "true" || v == "1"
}

// number is an argument as a whole number, or the default when it is missing or none.
//
// One that is no number was refused by wrong before the method ran.
func (a *args) number(name string, def int) int {
	n, err := strconv.Atoi(a.str(name))
	if err != nil {
		return def
	}
	return n
}

// value is an argument that is JSON itself: nested in a JSON body, or as text in a form. Missing, empty and null
// are nil.
//
// An error means that the text is no JSON; which of Slack's names that gets is the method's business.
func (a *args) value(name string) (any, error) {
	if v, ok := a.json[name]; ok {
		if text, isText := v.(string); isText {
			return decodeText(text)
		}
		return v, nil
	}
	return decodeText(a.form.Get(name))
}

// decodeText reads JSON from text; empty text is nil.
func decodeText(text string) (any, error) {
	if text == "" {
		return nil, nil
	}
	return decode([]byte(text))
}
