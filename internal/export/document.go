package export

import (
	"html"
	"io"
	"strconv"
	"strings"
)

// Document is a text with headings that leaves as a file.
type Document struct {
	Title string
	About string // one line under the title
	Lang  string // of the text, as BCP 47
	Parts []Block
}

// The sorts of blocks.
const (
	Heading = "heading"
	Plain   = "plain"
	Bullet  = "bullet"
	Quoted  = "quoted"
	Grid    = "grid"
)

// Block is a heading, a paragraph, one point of a list, a quote or a table, the
// first row of which is its head.
type Block struct {
	Kind  string
	Level int // of a heading: 1 to 4, under the title
	Text  string
	Rows  [][]string
}

// Titled is a table with a title and where it is from. The first of its rows is
// its head.
type Titled struct {
	Title  string
	Source string
	Rows   [][]string
}

// Marked reads a text in which "## " and "### " begin headings (of the levels 2
// and 3), "- " a point, "> " a quote and "| " a row of a table. The smaller one is
// of level 2 where no larger one stands before it: no level is jumped over.
func Marked(text string) (all []Block) {
	level := 1
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		b := marked(line)
		if b.Kind == Heading {
			b.Level = min(b.Level, level+1)
			level = b.Level
		}
		last := len(all) - 1
		switch {
		case line == "":
		case b.Kind == Grid && last >= 0 && all[last].Kind == Grid && len(all[last].Rows[0]) == len(b.Rows[0]):
			all[last].Rows = append(all[last].Rows, b.Rows...)
		default:
			all = append(all, b)
		}
	}
	return all
}

func marked(line string) Block {
	for _, m := range []struct {
		mark string
		b    Block
	}{{"### ", Block{Kind: Heading, Level: 3}}, {"## ", Block{Kind: Heading, Level: 2}}, {"- ", Block{Kind: Bullet}}, {"> ", Block{Kind: Quoted}}} {
		if rest, ok := strings.CutPrefix(line, m.mark); ok {
			m.b.Text = strings.TrimSpace(rest)
			return m.b
		}
	}
	if row, ok := strings.CutPrefix(line, "| "); ok {
		cells := strings.Split(strings.TrimSuffix(row, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		return Block{Kind: Grid, Rows: [][]string{cells}}
	}
	return Block{Kind: Plain, Text: line}
}

// Row is a row of a table for Marked.
func Row(cells ...string) string {
	for i, c := range cells {
		cells[i] = strings.NewReplacer("|", "/", "\n", " ").Replace(c)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// page is what stands around the text: it needs nothing but itself.
const page = `<style>body{font:1.05rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1f23;background:#fff}
h1,h2,h3,h4{line-height:1.25}body{overflow-wrap:break-word;hyphens:auto}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600}
th,td{border:1px solid #767f88;padding:.35rem .5rem;text-align:left;vertical-align:top}tbody th{font-weight:400}td.n{text-align:right;white-space:nowrap}blockquote{border-left:4px solid #767f88;margin-left:0;padding-left:1rem}
.scroll{overflow-x:auto}@media print{body{margin:0;max-width:none}h1,h2,h3,h4{break-after:avoid}tr,li,blockquote{break-inside:avoid}.scroll{overflow:visible}table{font-size:8.5pt;line-height:1.3}th,td{padding:.2rem .3rem}}</style>`

// HTML writes a document as one page that needs nothing beside it.
func (d Document) HTML(w io.Writer) error {
	var b strings.Builder
	title := html.EscapeString(d.Title)
	b.WriteString(`<!doctype html><html lang="` + html.EscapeString(d.Lang) + `"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>` +
		title + "</title>" + page + "</head><body><main><h1>" + title + "</h1>\n<p>" + html.EscapeString(d.About) + "</p>\n")
	open := false
	for _, p := range d.Parts {
		if bullet := p.Kind == Bullet; bullet != open {
			b.WriteString(map[bool]string{true: "<ul>\n", false: "</ul>\n"}[bullet])
			open = bullet
		}
		p.html(&b)
	}
	if open {
		b.WriteString("</ul>\n")
	}
	b.WriteString("</main></body></html>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (p Block) html(b *strings.Builder) {
	words := html.EscapeString(p.Text)
	switch p.Kind {
	case Heading:
		tag := "h" + strconv.Itoa(p.level()+1) // the first is the title
		b.WriteString("<" + tag + ">" + words + "</" + tag + ">\n")
	case Bullet:
		b.WriteString("<li>" + words + "</li>\n")
	case Quoted:
		b.WriteString("<blockquote><p>" + words + "</p></blockquote>\n")
	case Grid:
		b.WriteString(`<div class="scroll" role="region" tabindex="0" aria-label="` + html.EscapeString(strings.Join(p.Rows[0], ", ")) + `"><table><thead>`)
		htmlRow(b, p.Rows[0], `th scope="col"`, `th scope="col"`)
		b.WriteString("</thead><tbody>\n")
		for _, row := range p.Rows[1:] {
			htmlRow(b, row, `th scope="row"`, "td")
		}
		b.WriteString("</tbody></table></div>\n")
	default:
		b.WriteString("<p>" + words + "</p>\n")
	}
}

// htmlRow is a row of a table, with a tag for its first cell and one for the
// others.
func htmlRow(b *strings.Builder, row []string, first, other string) {
	b.WriteString("<tr>")
	for i, c := range row {
		tag := other
		if i == 0 {
			tag = first
		}
		class := ""
		if i > 0 && number(c) {
			class = ` class="n"`
		}
		b.WriteString("<" + tag + class + ">" + html.EscapeString(c) + "</" + tag[:2] + ">")
	}
	b.WriteString("</tr>\n")
}

// number reports whether a cell holds a number and nothing else.
func number(cell string) bool {
	return cell != "" && strings.Trim(cell, "0123456789 \u00a0,.%–−") == ""
}

func (p Block) level() int { return max(1, min(p.Level, 4)) }
