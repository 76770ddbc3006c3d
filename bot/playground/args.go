package playground

import (
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// args are the arguments of a call, from a form or a JSON body alike.
//
// Slack's libraries send the one or the other depending on the method, and Slack takes both for every method here.
type args struct {
	form url.Values
	json map[string]any
}

// readArgs reads the body of a call. The error is Slack's name for what is wrong with it.
//
// A GET has its arguments in the address, and so may a POST; the body wins. Slack's names for what may be wrong:
// missing_post_type, invalid_post_type, invalid_form_data, invalid_json, json_not_object, request_too_large.
func readArgs(r *http.Request) (args, error) {
	a := args{form: r.URL.Query()}
	if r.Method == http.MethodGet {
		return a, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, int64(limit("body"))))
	if err != nil {
		return a, refuse("request_too_large")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil && len(body) == 0:
		return a, nil
	case err != nil:
		return a, refuse("missing_post_type")
	case kind == "application/json":
		return a, a.readJSON(body)
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return a, refuse("invalid_form_data")
		}
		maps.Copy(a.form, form)
		return a, nil
	case kind == "multipart/form-data":
		return a, refuse("invalid_form_data") // no method here takes files
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
func (a *args) has(name string) bool {
	if v, ok := a.json[name]; ok {
		return v != nil
	}
	return a.form.Has(name)
}

// str is an argument as text; "" when it is missing.
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
