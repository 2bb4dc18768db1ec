package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"samverk/internal/export"
)

const text = `Först ett stycke.
## Kontaktvägar
### In till FK
- lätt & snabb
- <svår>
> ord för ord
| Enhet | Andel |
| Psykiatri | 50–75 % |
`

func sample() export.Document {
	return export.Document{Title: "Delrapport <1>", About: "Publicerad", Lang: "sv-SE", Parts: append([]export.Block{{Kind: export.Heading, Level: 1, Text: "Ledning"}}, export.Marked(text)...)}
}

func TestMarkedTextBecomesBlocks(t *testing.T) {
	var kinds []string
	for _, b := range export.Marked(text) {
		kinds = append(kinds, b.Kind)
	}
	if want := []string{"plain", "heading", "heading", "bullet", "bullet", "quoted", "grid"}; !slices.Equal(kinds, want) {
		t.Fatalf("blocks are %v, want %v", kinds, want)
	}
	all := export.Marked(export.Row("a|b", "c\nd") + export.Row("1", "2") + export.Row("1", "2", "3"))
	if len(all) != 2 || len(all[0].Rows) != 2 || all[0].Rows[0][0] != "a/b" || all[0].Rows[0][1] != "c d" || len(all[1].Rows[0]) != 3 {
		t.Errorf("rows are %v", all)
	}
}

func TestNoLevelOfHeadingsIsJumpedOver(t *testing.T) {
	var levels []int
	for _, b := range export.Marked("### Liten först\n## Stor\n### Liten\ntext\n### Liten\n## Stor") {
		if b.Kind == export.Heading {
			levels = append(levels, b.Level)
		}
	}
	if want := []int{2, 2, 3, 3, 2}; !slices.Equal(levels, want) {
		t.Errorf("the levels are %v, want %v", levels, want)
	}
}

// parts unpacks a document and parses every part of it.
func parts(t *testing.T, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(body)
		d := xml.NewDecoder(bytes.NewReader(body))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	return all
}

func TestDocxHasHeadingsListsAndTablesAsSuch(t *testing.T) {
	var b bytes.Buffer
	if err := sample().Docx(&b); err != nil {
		t.Fatal(err)
	}
	all := parts(t, b.Bytes())
	type run struct {
		Style struct {
			Val string `xml:"val,attr"`
		} `xml:"pPr>pStyle"`
		Text string `xml:"r>t"`
	}
	var doc struct {
		Paragraphs []run `xml:"body>p"`
		Tables     []struct {
			Rows []struct {
				Cells []run `xml:"tc>p"`
			} `xml:"tr"`
		} `xml:"body>tbl"`
	}
	if err := xml.Unmarshal([]byte(all["word/document.xml"]), &doc); err != nil {
		t.Fatal(err)
	}
	var styled []string
	for _, p := range doc.Paragraphs {
		styled = append(styled, p.Style.Val+":"+p.Text)
	}
	for _, want := range []string{"Title:Delrapport <1>", "Heading1:Ledning", ":Först ett stycke.", "Heading2:Kontaktvägar", "Heading3:In till FK", "ListBullet:lätt & snabb", "ListBullet:<svår>", "Quote:ord för ord"} {
		if !slices.Contains(styled, want) {
			t.Errorf("%q is not among %v", want, styled)
		}
	}
	if len(doc.Tables) != 1 || doc.Tables[0].Rows[1].Cells[1].Text != "50–75 %" {
		t.Errorf("tables are %+v", doc.Tables)
	}
	styles := all["word/styles.xml"]
	for _, style := range []string{`w:styleId="Heading1"`, `w:styleId="Heading3"`, `w:styleId="ListBullet"`, `w:outlineLvl w:val="0"`, `w:lang w:val="sv-SE"`} {
		if !strings.Contains(styles, style) {
			t.Errorf("the styles have no %s", style)
		}
	}
	for _, mark := range []string{"<w:tblHeader/>", "<w:cantSplit/>", `<w:jc w:val="right"/></w:pPr><w:r><w:rPr></w:rPr><w:t xml:space="preserve">50–75 %`} {
		if !strings.Contains(all["word/document.xml"], mark) {
			t.Errorf("the table has no %s", mark)
		}
	}
	for _, named := range []string{"/word/document.xml", "/word/styles.xml", "/word/numbering.xml", "/word/settings.xml", "/word/footer.xml"} {
		if !strings.Contains(all["[Content_Types].xml"], named) || all[named[1:]] == "" {
			t.Errorf("%s is missing", named)
		}
	}
}

func TestNoWordIsCutWhereThereIsRoomForIt(t *testing.T) {
	rows := [][]string{{"Part", "Hur", "Om det"}, {"Arbetsförmedlingen", "mest", strings.Repeat("ord ", 200)}}
	var b bytes.Buffer
	if err := (export.Document{Title: "Tabell", Lang: "sv-SE", Parts: []export.Block{{Kind: export.Grid, Rows: rows}}}).Docx(&b); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Columns []struct {
			W int `xml:"w,attr"`
		} `xml:"body>tbl>tblGrid>gridCol"`
	}
	if err := xml.Unmarshal([]byte(parts(t, b.Bytes())["word/document.xml"]), &doc); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, c := range doc.Columns {
		sum += c.W
	}
	// Eighteen letters of 11 points, half as wide as high, are 99 points.
	if len(doc.Columns) != 3 || doc.Columns[0].W < 99*20 || doc.Columns[2].W <= doc.Columns[1].W || sum > 9638 {
		t.Errorf("the columns are %+v, together %d", doc.Columns, sum)
	}
}

func TestDocxTakesWhatXMLHasNoRoomFor(t *testing.T) {
	d := sample()
	d.Title = "a\x00b\x0bc\xffd ]]> å"
	var b bytes.Buffer
	if err := d.Docx(&b); err != nil {
		t.Fatal(err)
	}
	parts(t, b.Bytes())
}

func TestHTMLIsOneFileThatNeedsNothing(t *testing.T) {
	var b bytes.Buffer
	if err := sample().HTML(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{`<html lang="sv-SE">`, "<h1>Delrapport &lt;1&gt;</h1>", "<h2>Ledning</h2>", "<h3>Kontaktvägar</h3>", "<h4>In till FK</h4>", "<ul>\n<li>lätt &amp; snabb</li>\n<li>&lt;svår&gt;</li>\n</ul>", `<th scope="col">Enhet</th>`, `<thead><tr><th scope="col">Enhet</th>`, `<th scope="row">Psykiatri</th><td class="n">50–75 %</td>`} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in %s", want, page)
		}
	}
	for _, not := range []string{"<script", "http:", "https:", "src="} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %q", not)
		}
	}
}
