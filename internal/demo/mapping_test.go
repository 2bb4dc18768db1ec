package demo

import (
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/demo/story"
	"samverk/internal/export"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
)

// factsOfVetlanda is what the report of Vetlanda of 2016 says, heading by
// heading in its order, as words of ours that have to stand in the generated
// report under that heading.
var factsOfVetlanda = []struct {
	section string
	facts   []string
}{
	{study.Intro, []string{"komplex problematik", "de åtta faktorer som enligt Berth Danermark", "arenor för samverkan", "tre perspektiv", "fristående bilaga till huvudrapporten", "samma som uttalandena är kodade efter", "vad som styr möjligheterna att samverka"}},
	{"leadership", []string{"Chefer ser det som viktigt", "själva kallar", "prioriteras ibland bort av tidsbrist", "Högt tryck", "den externa kan hamna ur fokus", "Just nu tar", "både chefer och medarbetare att prioritera"}},
	{"structure", []string{
		"lokala samverkansgruppen (LSG)", "chefer, medarbetare eller kring individen", "gemensamma rutiner, klara roller och funktioner", "syfte, målgrupp, mål, metod och struktur", "vem som skulle driva det, var otydligt", "En hel del samverkan bedrivs", "situation och person", "Ingen skriftlig överenskommelse",
		"## Samverkansparter Kommunen", "Både chefer och medarbetare nämner", "två nämnder och förvaltningar", "Case management", "(CM)", "sitter nära varandra", "informella och formella", "Öppenvården samverkar mest med vården", "kontakter byggda på person", "Personalbyten",
		"sjuk- eller aktivitetsersättning", "uppger ohälsa", "mot självförsörjning", "en del med FK", "en mycket viktig part", "kan inte prioritera", "lön i stället för ersättning", "viss samverkan med FK", "till viss del", "inskrivna på AME den vägen", "återkommande formella möten", "yttersta ansvaret", "20/40-jobben", "ettåriga anställningar", "minst med vårdgivare", "primärvården och när till psykiatrimottagningen", "SE-coacherna samverkar med alla",
		"## Samverkansparter Vårdgivare", "Primärvården samverkar mest med FK", "Primärvården samverkar minst med AF", "strukturer saknas, och den vet inte", "både samverkan och kontakten", "har svårast där", "flera kommunala insatser", "socialpsykiatri, LSS, SE och öppenvård", "enklare, snabbare och mer", "medicinska bedömningar eller intyg",
		"## Samverkansparter Försäkringskassan", "Handläggare för sjukskrivna samverkar mest med vårdgivare", "minst och svårast samverkan med kommunen", "aktivitetsersättning och samordning samverkar mest och bäst", "genom psykiatrimottagningen", "samordningsansvaret", "mycket med vården", "svåra att arbeta efter", "tidsbrist och prioriteringar", "avstämningsmöten", "gemensam kartläggning (GK) förenklar", "saknar SGI", "Gröna Huset", "efterfrågar samordning", "skolan", "en enda handläggare", "ansökan om aktivitetsersättning", "vill samverka mer",
		"## Samverkansparter Arbetsförmedlingen", "mest och enklast med FK, genom GK", "klienter utan SGI", "försörjningsstöd, och önskar", "arbetsprövning, arbetsträning och utredning", "AF samverkar minst med vårdgivare", "arbetsförmågan ska klargöras",
		"## Kontaktvägar", "### In till Kommunen", "Alla de andra tre tycker", "En formell kontaktväg in till kommunens verksamheter och insatser", "svårt att komma in till kommunen", "boendestöd och öppenvård", "vem som är kontaktperson", "en väg in",
		"### In till Vårdgivare", "svårt att få tag på rehabsamordnaren", "rehabsamordnaren som en enkel och bra", "FK har lättast", "mer tid för just den funktionen",
		"### In till FK", "Kommunen har svårt att komma in till FK", "koordinatorer och samverkansansvarig", "anställning och SGI", "AF kommer ganska lätt in", "varken anställning eller SGI",
		"### In till AF", "Kommunen har fått det svårare", "saknar en formell väg in", "> en väg in", "i flera verksamheter", "fortfarande", "ännu svårare", "funktionsbrevlådan", "förändringar av organisation och personal där", "man vet inte vem eller hur", "hög personalomsättning", "Utan ett formellt forum för alla fyra"}},
	{"forums", []string{"samma mandat att kalla", "över 29 år", "## Formella mötesforum", "Samordnad individuell plan (SIP)", "hälso- och sjukvårdslagen (HSL) och socialtjänstlagen (SoL)", "inte skyldiga att delta", "i möjligaste mån", "bra formellt forum", "återkommande möten, gemensam dokumentation, handlingsplan och uppföljning", "mellan FK, vården och AF", "SE-coach och psykiatrimottagningen", "upp till 29 år", "inte med på mötet", "Skola, AME, omsorg, AF och FK", "öppenvård för missbruk", "Region Jönköpings län", "Gemensam kartläggning (GK)", "FK kallar, håller i mötet och dokumenterar", "SE-projektet", "En gång i månaden", "Skolsamverkan", "särskolegymnasiet",
		"Lokal överenskommelse", "Delegation Unga i Arbete (DUA)", "Nationell satsning", "16–24 år", "kartläggning som skulle leda till en lokal överenskommelse", "16–20 år", "hoppat av eller inte är inskrivna", "rehabkoordinatorer (AF) och samverkansansvarig (FK)", "en gång i månaden", "Generella frågor", "Kommunala aktivitetsansvaret (KAA)", "Rehabsamordnarnätverket", "trepartssamtal", "nätverksträffar", "internt och externt", "utan krav på återkommande möten", "när, hur och av vem"}},
	{"stability", []string{"intensivt med sin interna samverkan", "mindre tid och utrymme", "stå tillbaka", "kontaktvägar, gemensamma rutiner och ansvar", "externa, informella", "AF och FK har haft mycket omorganisation", "kända strategier", "tappas bort"}},
	{"respect", []string{"inte alltid infrias", "felaktiga förväntningar", "olika perspektiv", "rätt insats i rätt tid av rätt aktör", "möjliga för målgruppen", "som de inte kan ge", "bristande kunskap", "gör handlingsplaner med individen", "vore mer kända", "professioner"}},
	{"goals", []string{"Inget gemensamt dokument", "vilka kriterier", "olika värderingar", "den verksamhet man befinner sig i", "varken för chefer eller för medarbetare", "målgrupp, syfte och mål", "vad samverkan ska handla om", "förhållningssätt", "ser ibland olika", "Inom SE har aktörerna",
		"## Målgruppen enligt Kommunen", "mer än 27 månader", "insatser från alla fyra", "inom kommunen och utanför den", "öppenvård för missbruk", "tveksamt att vara inskriven på AF", "saknar SGI", "helt eller delvis", "mer komplex än man trodde", "vara inskriven på AF", "utredningar behövs ofta", "fel ersättningssystem",
		"## Målgruppen enligt Vårdgivare", "Om och om igen", "Söker vård ofta", "boendestöd, SE och LSS", "läkarutlåtande om hälsotillstånd (LUH)", "för sjuk- eller aktivitetsersättning", "det medicinska från det sociala", "behandling eller utredning", "från vad", "DFA-kedjan",
		"## Målgruppen enligt Försäkringskassan", "riskerar att bli utan anställning", "Har ofta kontakt med vården och AF", "De med aktivitetsersättning", "psykisk ohälsa", "blir fler", "samordningsansvar ska tillföra",
		"## Målgruppen enligt Arbetsförmedlingen", "Länge utanför", "funktionsnedsättningar", "kan gå tillbaka till sin anställning", "lämpliga insatser hos AF", "Förutsättningarna för arbete behöver klargöras", "socialkonsulent, arbetsterapeut, fysioterapeut", "framför allt försörjningsstöd och AME", "konjunkturen", "praktik i en vanlig arbetsmiljö", "arbetspsykolog", "Kräver mycket resurser", "Unga med komplex",
		"80–100 %", "minst två av de fyra", "större del än 20 % av tiden", "50–75 %", "20 %", "50–80 %", "80–90 %", "Skiftar efter vilken insats"}},
	{"individual", []string{"den själv har kartlagt", "känner man inte till", "samtidigt", "rätt insats, i rätt tid, av rätt aktör", "Målgruppen behöver flera insatser", "hamna rätt", "snurra runt i systemen", "kraven vid inskrivning på AF", "ett nytt intervjuinstrument", "anställningsformer och anställningsstöd", "ESF-projekt", "nå självförsörjning", "ingen formell arena", "inte alltid samordnade", "rätt kostnad", "inom kommunen behöver samordnas", "redan i skolan", "långt senare", "Instrument X", "arbetsgivare som vill anställa", "Hela kedjan till arbete", "arbete i stället för bidrag"}},
	{"knowledge", []string{"lokala samverkansfrågor", "medarbetarna inget för samverkan kring individen", "uppföljning i varje kommunområde", "Socialförvaltningen", "omorganisation och personalbyten", "bland både chefer och medarbetare", "sociala, psykiatriska, beroende och arbetsmarknad", "i ett stort antal ärenden", "för chefer och medarbetare, med uppföljning", "AF och FK kan vara med", "KUR-dagarna", "finns delvis kvar", "tillsammans med några", "Vård- och omsorgsförvaltningen", "utvecklar sina interna processer", "Stort åldersspann", "metoddag", "Rehabsamordnarna på Höglandet", "Kommunen har ingen representant"}},
	{study.Enablers, []string{"## Finns", "internt och externt", "Slussen", "riskerar att avbryta studierna eller slutat utan slutbetyg", "samordnar vårdens insatser", "Formella samverkansforum på individnivå", "Informella samverkansforum", "KomBack", "20/40-jobben", "Chefer som ger", "väg in till vården", "Intern samverkan", "socialpsykiatri", "tjänstemän och politiker", "## På gång", "mellan försörjningsstöd och AME", "arbetsmetoder på AME", "Instrument X", "försörjningsstöd och AF", "Mycket är på gång", "alla aktörer vill förändra"}},
	{study.Wishes, []string{"## Verksamhetsnivå", "Integrerad samverkan", "för hela målgruppen med behov av samordnad rehabilitering", "hur löser vi det tillsammans", "till rätt kostnad", "värdegrund", "till rätt person", "God kunskap", "## Individnivå", "Erbjudas rätt insats", "arbete eller sysselsättning", "utifrån sina förutsättningar", "självförsörjning", "100 %"}},
	{study.Developments, []string{"(Samverk Vetlanda)", "kontinuitet, gemensam planering, dokumentation och uppföljning", "det som redan är gjort tas till vara", "under och vid slutet av anställningar", "utredning av förutsättningar för arbete", "verktyg, kompetens, ansvar och regelverk", "(lokal samverkansgrupp, LSG)", "Gemensam handlingsplan", "kartlägga målgruppen", "Kartlägga möjliga insatser", "formella kontaktvägarna", "medarbetare, chefer och politiker", "avslut och överlämning", "AF och AME", "interna samverkan i kommunen", "Instrument X", "arbetsprövning", "näringslivet"}},
	{study.Figures, []string{"1, låg risk, till 8, hög risk", "## Öppna jämförelser ekonomiskt bistånd", "Vetlanda", "## Försörjningsmått", "16–64 år", "2014–2015", "www.finsam.se/nationellaradet",
		"sjukpenning (SP) med rehabiliteringspenning (RP)", "aktivitetsersättning (AE) och sjukersättning (SE)", "arbetslöshetskassa (AL)", "aktivitetsstöd (AS) med utvecklingsersättning (UE)",
		"etableringsersättning (EE) med etableringstillägg (ET) och bostadsersättning (BE)", "Ekonomiskt bistånd (EB)"}},
}

// officer is who works for the federation.
func officer(r *running) access.Actor {
	r.Helper()
	w, err := Structure()
	r.must(err)
	return story.Actors(w)["hsf-tjansteman"]
}

// reportOf finds a report as it was published.
func reportOf(t *testing.T, r *running, area id.Area) (*mapping.Service, mapping.ReportView) {
	t.Helper()
	s := mapping.New(r.App)
	who := officer(r)
	list, err := s.Reports(t.Context(), who)
	r.must(err)
	for _, row := range list.Rows {
		if row.Area == area {
			v, err := s.Report(t.Context(), who, row.ID, 0)
			r.must(err)
			return s, v
		}
	}
	t.Fatalf("no report of %q", area)
	return nil, mapping.ReportView{}
}

func TestTheReportOfVetlandaHasEveryHeadingAndFact(t *testing.T) {
	r := start(t, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	r.install()
	s, v := reportOf(t, r, "0685")
	checkFacts(t, v.Edition.Sections)

	views, err := s.Study(t.Context(), officer(r), v.Study)
	r.must(err)
	if h := study.HeardIn(views.Groups, ""); h.Groups != 21 || h.People != 103 {
		t.Errorf("the report says 21 groups and 103 people, the demo has %+v", h)
	}
	for _, area := range append(views.Areas, "") {
		_, v := reportOf(t, r, area)
		for _, sec := range v.Sections {
			if sec.Empty() && (sec.Code == study.Figures || area == "0685" || sec.Code == "structure" || sec.Code == study.Together) {
				t.Errorf("%s: %s is empty", area, sec.Code)
			}
		}
	}
	list, err := s.Developments(t.Context(), officer(r), "0685")
	r.must(err)
	if len(list.Rows) != 17 {
		t.Errorf("Vetlanda has %d developments, not its 13 and the 4 that are common", len(list.Rows))
	}
	texts, err := i18n.Load()
	r.must(err)
	var b strings.Builder
	r.must(v.Document(texts.In(i18n.Swedish), false).Docx(&b))
	if b.Len() < 5000 {
		t.Errorf("a document of %d bytes", b.Len())
	}
}

// checkFacts holds the facts against the sections, in order.
func checkFacts(t *testing.T, all []study.Frozen) {
	t.Helper()
	n, at := 0, 0
	for _, of := range factsOfVetlanda {
		for at < len(all) && all[at].Code != of.section {
			at++
		}
		if at == len(all) {
			t.Fatalf("no section %s after the one before", of.section)
		}
		for _, fact := range of.facts {
			n++
			if !strings.Contains(all[at].Text, fact) {
				t.Errorf("%s does not say %q", of.section, fact)
			}
		}
		if len(export.Marked(all[at].Text)) == 0 {
			t.Errorf("%s is empty", of.section)
		}
	}
	if n < 300 {
		t.Errorf("only %d facts are held against the report", n)
	}
}
