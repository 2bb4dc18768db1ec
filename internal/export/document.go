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
	Level int // of a heading: 1 to 4
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
// and 3), "- " a point, "> " a quote and "| " a row of a table.
func Marked(text string) (all []Block) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		b := marked(line)
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
h1,h2,h3{line-height:1.25}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600}
th,td{border:1px solid #767f88;padding:.35rem .5rem;text-align:left;vertical-align:top}blockquote{border-left:4px solid #767f88;margin-left:0;padding-left:1rem}
.scroll{overflow-x:auto}@media print{body{margin:0;max-width:none}h2,h3{break-after:avoid}tr{break-inside:avoid}}</style>`

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
		tag := "h" + strconv.Itoa(p.level())
		b.WriteString("<" + tag + ">" + words + "</" + tag + ">\n")
	case Bullet:
		b.WriteString("<li>" + words + "</li>\n")
	case Quoted:
		b.WriteString("<blockquote><p>" + words + "</p></blockquote>\n")
	case Grid:
		b.WriteString(`<div class="scroll" role="region" tabindex="0" aria-label="` + html.EscapeString(strings.Join(p.Rows[0], ", ")) + `"><table>`)
		for i, row := range p.Rows {
			b.WriteString("<tr>")
			for j, c := range row {
				tag, end := "<td>", "</td>"
				switch {
				case i == 0:
					tag, end = `<th scope="col">`, "</th>"
				case j == 0:
					tag, end = `<th scope="row">`, "</th>"
				}
				b.WriteString(tag + html.EscapeString(c) + end)
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString("</table></div>\n")
	default:
		b.WriteString("<p>" + words + "</p>\n")
	}
}

func (p Block) level() int { return max(1, min(p.Level, 4)) }
