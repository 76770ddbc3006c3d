package bot

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/go-analyze/charts/chartdraw/drawing"

	"example.com/pacer/bot/coach"
)

// drawn decodes a picture and holds what is true of each: its size, and that it is one that Slack's limits do not refuse.
func drawn(t *testing.T, panels []panel) *image.RGBA {
	t.Helper()
	raw, err := drawPicture(panels)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	picture, ok := decoded.(*image.RGBA)
	if !ok {
		t.Fatalf("not opaque: %T", decoded)
	}
	if want := image.Rect(0, 0, pictureWidth, panelHeight*len(panels)); picture.Bounds() != want || len(raw) > 200_000 {
		t.Fatalf("%v, %d bytes; want %v", picture.Bounds(), len(raw), want)
	}
	return picture
}

// inked counts the pixels of one panel of a picture that are of exactly that ink.
func inked(picture *image.RGBA, ink string, panel int) int {
	c := drawing.ColorFromHex(ink)
	want, count := color.RGBA{R: c.R, G: c.G, B: c.B, A: c.A}, 0
	for y := panel * panelHeight; y < (panel+1)*panelHeight; y++ {
		for x := range pictureWidth {
			if picture.RGBAAt(x, y) == want {
				count++
			}
		}
	}
	return count
}

// somePanel is three weeks against a target.
func somePanel(counts ...float64) panel {
	return panel{
		title: "Conversations by week", weeks: []string{"2 Nov", "9 Nov", "So far"}, counts: counts,
		labels: []string{"14", "18", "6"}, targets: []float64{20, 20, 20},
	}
}

// Each panel has its own bars, and they are as high as what they stand for: on its own scale, and against its target.
func TestPicturesShowTheirNumbers(t *testing.T) {
	picture := drawn(t, []panel{somePanel(10, 10, 5), somePanel(20, 20, 0)})
	half, full := inked(picture, inkBar, 0), inked(picture, inkBar, 1)
	// The target's line and a count's white ground take their share of a bar.
	if ratio := float64(full) / float64(half); math.Abs(ratio-2) > 0.2 {
		t.Errorf("bars of 20 have %d pixels, of 10 %d", full, half)
	}
	if running := inked(picture, inkRunning, 0); running < half/8 || inked(picture, inkRunning, 1) > 0 {
		t.Errorf("the running week has %d pixels", running)
	}
	if lines := inked(picture, inkTarget, 0); lines < pictureWidth/3 {
		t.Errorf("the target has %d pixels", lines)
	}
	aimless := somePanel(10, 10, 5)
	aimless.targets = []float64{0, 0, 0}
	if lines := inked(drawn(t, []panel{aimless}), inkTarget, 0); lines > 0 {
		t.Errorf("no target has %d pixels", lines)
	}
}

// Whatever was counted and however KPIs are called, there is a picture, with something on each panel.
func TestPicturesOfAnything(t *testing.T) {
	names := []string{"calls", "Gespräche", "звонки", "電話", "a\nb", "", strings.Repeat("w", 60), "\xff"}
	for weeks := 2; weeks <= paceWeeks; weeks += 3 {
		panels := make([]panel, len(names))
		for i, name := range names {
			k, p := coach.KPI{Plural: name, Unit: []string{"", "EUR", "JPY"}[i%3]}, &panels[i]
			p.title = cut(titled(name), maxChartTitle) + " by week"
			for week := range weeks {
				// From nothing at all to a thousand billions; a target is below, above, or not there.
				n := int64(week*i) * int64(math.Pow10(2*i))
				p.weeks, p.counts = append(p.weeks, "30 Nov"), append(p.counts, float64(n))
				p.labels, p.targets = append(p.labels, k.Number(n)), append(p.targets, float64(n)*float64(i%3)*0.75)
			}
		}
		picture := drawn(t, panels)
		for i := range panels {
			if white := inked(picture, "ffffff", i); white > pictureWidth*panelHeight-pictureWidth {
				t.Errorf("%d weeks: panel %d is blank", weeks, i)
			}
		}
	}
}

// A panel that does not hold together is an error and no picture.
func TestPicturesOfNothing(t *testing.T) {
	short := somePanel(1, 2, 3)
	short.targets = nil
	for _, p := range []panel{{}, {weeks: []string{"So far"}, counts: []float64{1}, labels: []string{"1"}, targets: []float64{0}}, short} {
		if _, err := drawPicture([]panel{p}); err == nil {
			t.Errorf("%+v was drawn", p)
		}
	}
}

func BenchmarkPicture(b *testing.B) {
	panels := []panel{somePanel(14, 18, 6), somePanel(14, 18, 6), somePanel(14, 18, 6), somePanel(14, 18, 6)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := drawPicture(panels); err != nil {
			b.Fatal(err)
		}
	}
}
