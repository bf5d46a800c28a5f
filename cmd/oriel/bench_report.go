package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// A benchReport collects what was measured.
type benchReport struct {
	Machine string      `json:"machine"`
	Profile string      `json:"profile"`
	Size    string      `json:"size"`
	Link    string      `json:"link,omitempty"`
	Rounds  int         `json:"rounds"`
	Rows    []*benchRow `json:"rows"`
}

// A benchRow is one figure of one workload, round by round.
type benchRow struct {
	Workload string    `json:"workload"`
	What     string    `json:"what"`
	Unit     string    `json:"unit,omitempty"`
	Values   []float64 `json:"values"`
	Median   float64   `json:"median"`
	Low      float64   `json:"low"`
	High     float64   `json:"high"`
}

func (r *benchReport) add(workload, what, unit string, v float64) {
	i := slices.IndexFunc(r.Rows, func(x *benchRow) bool { return x.Workload == workload && x.What == what })
	if i < 0 {
		i = len(r.Rows)
		r.Rows = append(r.Rows, &benchRow{Workload: workload, What: what, Unit: unit})
	}
	x := r.Rows[i]
	x.Values = append(x.Values, v)
	s := slices.Sorted(slices.Values(x.Values))
	x.Median, x.Low, x.High = (s[(len(s)-1)/2]+s[len(s)/2])/2, s[0], s[len(s)-1]
}

// figure has three digits at most behind which there is anything.
func figure(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func (r *benchReport) title() string {
	link := ""
	if r.Link != "" {
		link = ", link " + r.Link
	}
	rounds := "one round"
	if r.Rounds != 1 {
		rounds = fmt.Sprintf("median of %d rounds", r.Rounds)
	}
	return fmt.Sprintf("%s, %s, %s%s, %s", r.Machine, r.Size, r.Profile, link, rounds)
}

// print writes a table that is Markdown, too.
func (r *benchReport) print(w io.Writer) {
	spread := r.Rounds > 1
	title := r.title()
	if spread {
		title += " [lowest to highest]"
	}
	fmt.Fprintf(w, "%s\n\n", title)
	fmt.Fprintf(w, "| %-8s | %-46s | %s |\n| --- | --- | --- |\n", "workload", "measured", "result")
	for _, x := range r.Rows {
		result := strings.TrimSpace(figure(x.Median) + " " + x.Unit)
		if spread {
			result += fmt.Sprintf(" [%s to %s]", figure(x.Low), figure(x.High))
		}
		fmt.Fprintf(w, "| %-8s | %-46s | %s |\n", x.Workload, x.What, result)
	}
}

// write writes the files that are asked for.
func (r *benchReport) write(jsonFile, svgFile string) error {
	if jsonFile != "" {
		b, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(jsonFile, append(b, '\n'), 0o644); err != nil {
			return err
		}
	}
	if svgFile == "" {
		return nil
	}
	return os.WriteFile(svgFile, r.chart(), 0o644)
}

// Measures of the chart, in pixels.
const (
	chartWidth  = 760
	chartLabels = 390
	chartRow    = 22
	chartHead   = 48
)

// chart draws a bar for every row, each against the largest of its kind.
func (r *benchReport) chart() []byte {
	var b bytes.Buffer
	height := chartHead + chartRow*len(r.Rows) + 12
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n",
		chartWidth, height, chartWidth, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", chartWidth, height)
	fmt.Fprintf(&b, `<text x="8" y="20" font-size="14" font-weight="bold">oriel bench</text><text x="8" y="38" fill="#555555">%s</text>`+"\n",
		escape(r.title()))
	for i, x := range r.Rows {
		y := chartHead + chartRow*i
		most := x.High
		for _, other := range r.Rows {
			if other.kind() == x.kind() {
				most = max(most, other.High)
			}
		}
		bar := 0.0
		if most > 0 {
			bar = x.Median / most * (chartWidth - chartLabels - 90)
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`, chartLabels-8, y+15, escape(x.Workload+": "+x.What))
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="#3a6ea5"/>`, chartLabels, y+4, max(bar, 1), chartRow-8)
		fmt.Fprintf(&b, `<text x="%.1f" y="%d">%s</text>`+"\n", chartLabels+max(bar, 1)+6, y+15, escape(strings.TrimSpace(figure(x.Median)+" "+x.Unit)))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// kind is what rows have in common that may be compared.
func (x *benchRow) kind() string {
	what, _, _ := strings.Cut(x.What, ",")
	return what + x.Unit
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
