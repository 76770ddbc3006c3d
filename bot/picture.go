package bot

// Pictures: the weeks of a chart as a PNG, for where Slack takes no charts. They are drawn by a library, which brings its
// own font along: nothing is fetched, and nothing of the system's is needed.

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"slices"

	"github.com/go-analyze/charts/chartdraw"
	"github.com/go-analyze/charts/chartdraw/drawing"
)

// The size of a picture in pixels. Slack shows it in a message at less than half of that, and at all of it to whoever opens it.
// Each KPI adds one panel of that height, and there are at most coach.MaxLeading of them.
const (
	pictureWidth = 800
	panelHeight  = 280
)

// The sizes of text, in points.
const (
	// Large for the picture, since it is mostly read at less than half its size.
	titleSize = 20
	countSize = 19
	weekSize  = 16
	leastSize = 9 // of counts that are long
)

// A panel is one KPI of a picture, on a scale of its own: no axis has to do for two KPIs. Counts and targets are in whole
// units, and there is one of each for every week.
type panel struct {
	title   string    // "Conversations by week · target 20"
	weeks   []string  // the days on which they began; at least two, and the last one is not over
	counts  []float64 //
	labels  []string  // the counts as they are written
	targets []float64 // 0 in a week without one
}

// Pictures stand on white of their own, because Slack does not tell an app whether somebody's theme is dark. What differs
// in colour differs in form as well: full bars are weeks that are over, a pale one is running, dashed lines are targets.
const (
	inkText    = "1d1c1d"
	inkFaint   = "616061"
	inkBar     = "1f4b43"
	inkRunning = "9dbfb6"
	inkTarget  = "b94a1c"
)

// drawPicture draws panels below one another and returns the PNG. Four of them take 20 ms, 10 MB and 80 kB. The error
// is the library's. There must be a panel at least. Nothing of the person stands in the picture but their numbers;
// names are in the message beside it.
func drawPicture(panels []panel) ([]byte, error) {
	whole := image.NewRGBA(image.Rect(0, 0, pictureWidth, panelHeight*len(panels)))
	for i, p := range panels {
		part, err := p.draw()
		if err != nil {
			return nil, fmt.Errorf("picture of %q: %w", p.title, err)
		}
		// Src and not Over: each panel brings its own white.
		draw.Draw(whole, part.Bounds().Add(image.Pt(0, i*panelHeight)), part, image.Point{}, draw.Src)
	}
	var out bytes.Buffer
	// Large plain areas are small at any level, and the fastest takes a third of the time.
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, whole); err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return out.Bytes(), nil
}

// draw draws one panel.
func (p panel) draw() (image.Image, error) {
	bars := weekBars{panel: p}
	// The library does not ask this before it draws.
	if err := bars.Validate(); err != nil {
		return nil, err
	}
	// The week's names stand below their bars; a bar's half is to the left of the first one and to the right of the
	// last. Without a label it only makes room.
	ticks := []chartdraw.Tick{{Value: -0.5}}
	for i, name := range p.weeks {
		ticks = append(ticks, chartdraw.Tick{Value: float64(i), Label: name})
	}
	ticks = append(ticks, chartdraw.Tick{Value: float64(len(p.weeks)) - 0.5})
	axis := textStyle(weekSize, inkFaint)
	axis.StrokeColor, axis.StrokeWidth = drawing.ColorFromHex(inkFaint), 1
	var out chartdraw.ImageWriter
	err := chartdraw.Chart{
		Width: pictureWidth, Height: panelHeight,
		Title: p.title, TitleStyle: textStyle(titleSize, inkText),
		Background: chartdraw.Style{Padding: chartdraw.NewBox(84, 20, 20, 20)},
		XAxis:      chartdraw.XAxis{Style: axis, Ticks: ticks},
		// Each bar says its count, so that there is no axis to compare it with.
		YAxisSecondary: chartdraw.YAxis{Style: chartdraw.Style{Hidden: true}},
		YAxis: chartdraw.YAxis{
			Style: chartdraw.Style{Hidden: true},
			Range: &chartdraw.ContinuousRange{Max: max(1, slices.Max(p.counts), slices.Max(p.targets))},
		},
		Series: []chartdraw.Series{bars},
	}.Render(chartdraw.PNG, &out)
	if err != nil {
		return nil, err
	}
	return out.Image()
}

// textStyle is how text is written.
func textStyle(size float64, ink string) chartdraw.Style {
	return chartdraw.Style{FontStyle: chartdraw.FontStyle{FontSize: size, FontColor: drawing.ColorFromHex(ink)}}
}

// weekBars are the bars of a panel, with their counts above them, and the targets across. The library's own series have
// no room between bars and no way to write above them. It embeds a series for the parts of the library's interface that
// have nothing to do with drawing.
type weekBars struct {
	chartdraw.ContinuousSeries // what of a series is not about drawing

	panel panel
}

// Validate tells whether every week has its count and its target. It guards against indexes out of range below.
func (s weekBars) Validate() error {
	if n := len(s.panel.weeks); n < 2 || len(s.panel.counts) != n || len(s.panel.labels) != n || len(s.panel.targets) != n {
		return errors.New("a panel without a count or a target for each of its weeks")
	}
	return nil
}

// Render draws the series. Pixels grow downwards: bottom is where a label's text stands, six above its bar. Labels
// shrink together until the longest fits its slot, so that they stay comparable, and not below leastSize.
func (s weekBars) Render(r chartdraw.Renderer, canvas chartdraw.Box, x, y chartdraw.Range, defaults chartdraw.Style) {
	p, last := s.panel, len(s.panel.weeks)-1
	// The pixels that a week has.
	slot := x.GetDomain() / len(p.weeks)
	bars := func(ink string, from, to int) {
		style := chartdraw.Style{FillColor: drawing.ColorFromHex(ink)}
		chartdraw.Draw.HistogramSeries(r, canvas, x, y, style, stretch(p.counts, from, to), slot*3/5)
	}
	bars(inkBar, 0, last)
	// The week that runs is one bar of its own, so that it can be pale.
	bars(inkRunning, last, last+1)
	for _, level := range levels(p.targets) {
		style := chartdraw.Style{StrokeColor: drawing.ColorFromHex(inkTarget), StrokeWidth: 3, StrokeDashArray: []float64{9, 6}}
		chartdraw.Draw.LineSeries(r, canvas, x, y, style, level)
	}
	style := textStyle(countSize, inkText).InheritFrom(defaults)
	for slices.ContainsFunc(p.labels, func(label string) bool { return chartdraw.Draw.MeasureText(r, label, style).Width() > slot }) && style.FontSize > leastSize {
		style.FontSize -= 2
	}
	for i, label := range p.labels {
		size := chartdraw.Draw.MeasureText(r, label, style)
		left, bottom := canvas.Left+x.Translate(float64(i))-size.Width()/2, canvas.Bottom-y.Translate(p.counts[i])-6
		// Where a target's line would go through a count, it makes way.
		around := chartdraw.NewBox(bottom-size.Height(), left-3, left+size.Width()+3, bottom+4)
		chartdraw.Draw.Box(r, around, chartdraw.Style{FillColor: drawing.ColorWhite})
		chartdraw.Draw.Text(r, label, left, bottom, style)
	}
}

// stretch is some weeks' values, each at its place. X is the week's index, as the ticks have it.
func stretch(values []float64, from, to int) chartdraw.ContinuousSeries {
	var s chartdraw.ContinuousSeries
	for i := from; i < to; i++ {
		s.XValues, s.YValues = append(s.XValues, float64(i)), append(s.YValues, values[i])
	}
	return s
}

// levels are the lines of targets: one for each run of weeks with the same target, from the edge of its first week to
// that of its last. Weeks without a target have no line. Floats are compared as equal here because they come from the
// same whole numbers.
func levels(targets []float64) []chartdraw.ContinuousSeries {
	var all []chartdraw.ContinuousSeries
	for from := 0; from < len(targets); {
		to := from + 1
		for to < len(targets) && targets[to] == targets[from] {
			to++
		}
		if t := targets[from]; t > 0 {
			all = append(all, chartdraw.ContinuousSeries{XValues: []float64{float64(from) - 0.5, float64(to) - 0.5}, YValues: []float64{t, t}})
		}
		from = to
	}
	return all
}
