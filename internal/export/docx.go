package export

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The parts of a WordprocessingML document (ISO/IEC 29500-1) that are the same
// in all: its types, its relations, numbering with one bullet, settings that let
// long words be divided, and the number on every page.
const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordSpan = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="` + relation + `"`
	relation = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	wordType = `application/vnd.openxmlformats-officedocument.wordprocessingml.`

	docxTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
		`<Override PartName="/word/numbering.xml" ContentType="` + wordType + `numbering+xml"/>` +
		`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
		`<Override PartName="/word/footer.xml" ContentType="` + wordType + `footer+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	docxRoot = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relation + `/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	docxRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relation + `/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="` + relation + `/numbering" Target="numbering.xml"/>` +
		`<Relationship Id="rId3" Type="` + relation + `/settings" Target="settings.xml"/>` +
		`<Relationship Id="rId4" Type="` + relation + `/footer" Target="footer.xml"/></Relationships>`
	docxSettings = xmlHead + `<w:settings ` + wordSpan + `><w:autoHyphenation w:val="true"/></w:settings>`
	docxFooter   = xmlHead + `<w:ftr ` + wordSpan + `><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>` +
		`<w:r><w:t xml:space="preserve"> (</w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t>)</w:t></w:r></w:p></w:ftr>`
	docxNumbering = xmlHead + `<w:numbering ` + wordSpan + `><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>` +
		`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>` +
		`<w:pPr><w:ind w:left="567" w:hanging="283"/></w:pPr></w:lvl></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
)

// Docx writes a document for word processors, with headings, lists and tables
// as such, so that what reads it aloud finds its way.
func (d Document) Docx(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", docxTypes}, {"_rels/.rels", docxRoot}, {"docProps/core.xml", d.core()},
		{"word/_rels/document.xml.rels", docxRelations}, {"word/styles.xml", d.styles()}, {"word/numbering.xml", docxNumbering},
		{"word/settings.xml", docxSettings}, {"word/footer.xml", docxFooter}, {"word/document.xml", d.word()},
	} {
		f, err := z.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// escaped is a text in XML; what XML has no room for is left out.
func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a Builder never fails
	return b.String()
}

func (d Document) core() string {
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escaped(d.Title) + `</dc:title><dc:language>` + escaped(d.Lang) + `</dc:language></cp:coreProperties>`
}

func (d Document) styles() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles ` + wordSpan + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/>` +
		`<w:lang w:val="` + escaped(d.Lang) + `"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	style(&b, "Title", "Title", "", 40)
	for level, size := range []int{32, 28, 24, 22} {
		n := strconv.Itoa(level + 1)
		style(&b, "Heading"+n, "heading "+n, `<w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="`+strconv.Itoa(level)+`"/>`, size)
	}
	b.WriteString(`<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="567"/></w:pPr><w:rPr><w:i/></w:rPr></w:style>` +
		`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="767F88"/>`)
	}
	b.WriteString(`</w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return b.String()
}

func style(b *strings.Builder, code, name, paragraph string, size int) {
	b.WriteString(`<w:style w:type="paragraph" w:styleId="` + code + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>` +
		`<w:pPr>` + paragraph + `</w:pPr><w:rPr><w:b/><w:sz w:val="` + strconv.Itoa(size) + `"/></w:rPr></w:style>`)
}

func (d Document) word() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document ` + wordSpan + `><w:body>`)
	paragraph(&b, "Title", d.Title)
	paragraph(&b, "", d.About)
	for _, p := range d.Parts {
		switch p.Kind {
		case Heading:
			paragraph(&b, "Heading"+strconv.Itoa(p.level()), p.Text)
		case Bullet:
			paragraph(&b, "ListBullet", p.Text)
		case Quoted:
			paragraph(&b, "Quote", p.Text)
		case Grid:
			grid(&b, p.Rows)
		default:
			paragraph(&b, "", p.Text)
		}
	}
	b.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

func paragraph(b *strings.Builder, style, text string) {
	b.WriteString(`<w:p>`)
	if style != "" {
		b.WriteString(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	}
	b.WriteString(`<w:r><w:t xml:space="preserve">` + escaped(text) + `</w:t></w:r></w:p>`)
}

const (
	textWidth   = 9638 // between the margins, in twentieths of a point
	cellMargins = 160
	wide        = 6 // more columns than this are written smaller
)

// widths shares the width of the text between columns: no word is cut where there
// is room for it, and the rest goes to those that hold the most.
func widths(rows [][]string) []int {
	letter, most, first := 120, 40, 40
	if len(rows[0]) > wide {
		letter, most, first = 105, 26, 12 // what stands first can be divided
	}
	all, more, needed, wanted := make([]int, len(rows[0])), make([]int, len(rows[0])), 0, 0
	for j := range all {
		word, whole := 6, 0
		for _, row := range rows {
			whole = max(whole, min(utf8.RuneCountInString(row[j]), most))
			for w := range strings.SplitSeq(row[j], " ") {
				word = max(word, utf8.RuneCountInString(w))
			}
		}
		if j == 0 {
			word = min(word, first)
		}
		all[j], more[j] = word*letter+cellMargins, max(whole-word, 0)+1
		needed, wanted = needed+all[j], wanted+more[j]
	}
	for j := range all {
		if needed > textWidth {
			all[j] = all[j] * textWidth / needed
		} else {
			all[j] += (textWidth - needed) * more[j] / wanted
		}
	}
	return all
}

// grid is a table; its first row is repeated on every page, and no row is cut in
// two.
func grid(b *strings.Builder, rows [][]string) {
	columns := widths(rows)
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0" w:firstRow="1" w:firstColumn="1" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, w := range columns {
		b.WriteString(`<w:gridCol w:w="` + strconv.Itoa(w) + `"/>`)
	}
	b.WriteString(`</w:tblGrid>`)
	for i, row := range rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if i == 0 {
			b.WriteString(`<w:tblHeader/>`)
		}
		b.WriteString(`</w:trPr>`)
		for j, c := range row {
			cell(b, columns[j], c, i == 0, len(columns) > wide)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl><w:p/>`)
}

// cell is one place in a table: a number stands to the right.
func cell(b *strings.Builder, width int, text string, head, small bool) {
	b.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + strconv.Itoa(width) + `" w:type="dxa"/>`)
	look := ""
	if head {
		b.WriteString(`<w:shd w:val="clear" w:color="auto" w:fill="E8EBEE"/>`)
		look = `<w:b/>`
	}
	if small {
		look += `<w:sz w:val="16"/>`
	}
	b.WriteString(`</w:tcPr><w:p>`)
	if number(text) {
		b.WriteString(`<w:pPr><w:jc w:val="right"/></w:pPr>`)
	}
	b.WriteString(`<w:r><w:rPr>` + look + `</w:rPr><w:t xml:space="preserve">` + escaped(text) + `</w:t></w:r></w:p></w:tc>`)
}
