package playground

import (
	"fmt"
	"testing"
)

// FuzzBlocks: whatever an app sends as blocks is refused or can be shown, and nothing panics.
func FuzzBlocks(f *testing.F) {
	for _, seed := range []string{
		`[{"type":"section","text":{"type":"mrkdwn","text":"*x* <@U0ANN|ann>"},"accessory":{"type":"overflow","options":[{"text":{"type":"plain_text","text":"a"},"value":"a"}]}}]`,
		`[{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"checkboxes","options":[{"text":{"type":"mrkdwn","text":"a"},"value":"a"}]}}]`,
		`[{"type":"table","rows":[[null,{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}]]}]`,
		`[{"type":"data_visualization","title":"x","chart":{"type":"line","axis_config":{"categories":["a"]},"series":[{"name":"n","data":[{"label":"a","value":1}]}]}}]`,
		`[{"type":"alert"}]`, `[null]`, `[[]]`, `{"type":"section"}`, `null`, formJSON,
	} {
		f.Add([]byte(seed))
	}
	s, err := New(Config{Now: fixedNow, AppToken: "xapp-1", BotToken: "xoxb-1", Manifest: []byte(testManifest), Workspace: testWorkspace()})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := decode(text)
		if err != nil {
			return
		}
		if blocks, err := s.checkBlocks(v); err == nil {
			_ = s.plainBlocks(blocks, nil)
			m := &message{blocks: blocks, states: map[string]values{}}
			_, _ = (&target{msg: m}).labelled("x")
			for _, in := range inputsOf(blocks) {
				_, _ = in.enter("x")
				_ = in.fault(in.start())
			}
		}
		if view, err := s.readView(v, ""); err == nil {
			view.values = startValues(view.blocks, nil)
			_ = s.plainView(view)
			_ = encode(pageView(view))
		}
	})
}

// BenchmarkSlash is the way of a command and its answer through one socket, with 64 in flight. The app is a goroutine
// that acknowledges with a few blocks.
func BenchmarkSlash(b *testing.B) {
	s, err := New(Config{Now: fixedNow, AppToken: "xapp-1", BotToken: "xoxb-1", Manifest: []byte(testManifest), Workspace: testWorkspace()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	stop := ackAll(b, s)
	defer stop()
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		ann := s.As("ann")
		for pb.Next() {
			if err := ann.Slash("C0WEST", "/pip 5 conversations"); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
	if r := s.Refusals(); len(r) > 0 {
		b.Error(fmt.Sprint(r[0]))
	}
}
