package knowledge

// Abbreviation is one that the actors use, with what the source says it means.
type Abbreviation struct {
	Short   string
	Means   string // in Swedish, as the source explains it; empty where it does not
	English string
	Source  string // code: main, vetlanda, law; empty where none explains it
	Place   string // what kind of word it is: actor, plan, method, form, law, money, table
}

// Explained reports whether a source says what the abbreviation means.
func (a Abbreviation) Explained() bool { return a.Means != "" }

// The sources of what abbreviations mean.
const (
	mainReport = "main"     // Fokus Integrerad Samverkan, huvudrapport 2016
	vetlanda   = "vetlanda" // delrapport kommunområde Vetlanda 2016
	today      = "law"      // what the project has read about law and practice, 2026-11-21
)

// Glossary lists the abbreviations of the two reports of 2016, in the order of
// the Swedish alphabet, and one of today that they lack.
func Glossary() []Abbreviation {
	return []Abbreviation{
		{"AE", "aktivitetsersättning (i tabellen över försörjningsmått)", "activity compensation (in the table of support measures)", vetlanda, "table"},
		{"AF", "Arbetsförmedlingen", "the Public Employment Service", mainReport, "actor"},
		{"AL", "arbetslöshetskassa, a-kassa (i tabellen över försörjningsmått)", "unemployment insurance fund (in the table of support measures)", vetlanda, "table"},
		{"AME", "arbetsmarknadsenhet i kommunen", "the municipality's labour-market unit", mainReport, "actor"},
		{"ARBST", "summan av gruppen arbetsmarknadsstöd: a-kassa, aktivitetsstöd med utvecklingsersättning, etableringsersättning med etableringstillägg och bostadsersättning (i tabellen över försörjningsmått)", "the sum of the group labour-market support: unemployment insurance, activity support with development allowance, establishment allowance with supplement and housing allowance (in the table of support measures)", vetlanda, "table"},
		{"AS", "aktivitetsstöd (i tabellen över försörjningsmått)", "activity support (in the table of support measures)", vetlanda, "table"},
		{"BE", "bostadsersättning (i tabellen över försörjningsmått)", "housing allowance (in the table of support measures)", vetlanda, "table"},
		{"CM", "Case Management", "case management", vetlanda, "method"},
		{"DFA", "diagnos, funktionsnedsättning, aktivitetsbegränsning: kedjan i ett läkarintyg", "diagnosis, impairment, activity limitation: the chain in a doctor's certificate", mainReport, "form"},
		{"DUA", "Delegation Unga i Arbete, en nationell satsning mot arbetslöshet bland unga", "the delegation for young people to work, a national effort against unemployment among the young", vetlanda, "actor"},
		{"EB", "ekonomiskt bistånd (i tabellerna)", "social assistance (in the tables)", vetlanda, "table"},
		{"EE", "etableringsersättning (i tabellen över försörjningsmått)", "establishment allowance (in the table of support measures)", vetlanda, "table"},
		{"EKBI", "summan av gruppen ekonomiskt bistånd (i tabellen över försörjningsmått)", "the sum of the group social assistance (in the table of support measures)", vetlanda, "table"},
		{"ESF", "", "", "", "money"},
		{"ET", "etableringstillägg (i tabellen över försörjningsmått)", "establishment supplement (in the table of support measures)", vetlanda, "table"},
		{"FINSAM", "lagen om finansiell samordning av rehabiliteringsinsatser (2003:1210)", "the act on financial coordination of rehabilitation (2003:1210)", mainReport, "law"},
		{"FK", "Försäkringskassan", "the Social Insurance Agency", mainReport, "actor"},
		{"GK", "gemensam kartläggning", "joint mapping", mainReport, "method"},
		{"HSF", "Höglandets samordningsförbund", "the coordination federation of Höglandet", mainReport, "actor"},
		{"HSL", "hälso- och sjukvårdslagen; i rapporten 1982:763, i dag 2017:30", "the Health and Medical Services Act; 1982:763 in the report, 2017:30 today", mainReport, "law"},
		{"ISF", "", "", "", "actor"},
		{"KAA", "kommunala aktivitetsansvaret", "the municipal responsibility for young people out of school", vetlanda, "law"},
		{"KUR", "kunskapsutveckling om rehabilitering för personer med psykisk sjukdom och funktionsnedsättning", "developing knowledge about rehabilitation for people with mental illness and disability", mainReport, "method"},
		{"LSG", "lokal samverkansgrupp, chefer", "local collaboration group, of managers", vetlanda, "plan"},
		{"LSS", "", "", "", "law"},
		{"LUH", "läkarutlåtande om hälsotillstånd", "doctor's statement of health", mainReport, "form"},
		{"MIX", "", "", "", "method"},
		{"NNS", "Nationella nätverket för samordningsförbund", "the national network of coordination federations", mainReport, "actor"},
		{"OHALS", "summan av gruppen ohälsa: sjukpenning med rehabiliteringspenning, sjuk- och aktivitetsersättning (i tabellen över försörjningsmått)", "the sum of the group ill health: sickness benefit with rehabilitation allowance, sickness and activity compensation (in the table of support measures)", vetlanda, "table"},
		{"RAR", "Rehabilitera, Aktivera med gemensamma Resurser: samordningsförbundet i Södermanland", "the coordination federation of Södermanland", mainReport, "actor"},
		{"RP", "rehabiliteringspenning (i tabellen över försörjningsmått)", "rehabilitation allowance (in the table of support measures)", vetlanda, "table"},
		{"SAMS", "samverkan om sjukvårdsförsäkrade, projekt i Malmö 2008–2011", "collaboration about the insured in health care, a project in Malmö 2008–2011", mainReport, "method"},
		{"SCB", "", "", "", "actor"},
		{"SE", "Supported Employment; i tabellen över försörjningsmått sjukersättning", "supported employment; in the table of support measures, sickness compensation", mainReport, "method"},
		{"SFB", "socialförsäkringsbalken", "the Social Insurance Code", mainReport, "law"},
		{"SFI", "svenskundervisning för invandrare", "Swedish for immigrants", mainReport, "method"},
		{"SGI", "sjukpenninggrundande inkomst", "income that sickness benefit is reckoned on", mainReport, "money"},
		{"SIG", "står i rapporten på några ställen där den annars skriver SGI", "stands in the report in some places where it otherwise writes SGI", mainReport, "money"},
		{"SIP", "samordnad individuell plan", "coordinated individual plan", mainReport, "plan"},
		{"SIUS", "särskilt introduktions- och uppföljningsstöd", "special support for introduction and follow-up", mainReport, "method"},
		{"SKL", "Sveriges Kommuner och Landsting", "the association of Sweden's municipalities and county councils", mainReport, "actor"},
		{"SoL", "socialtjänstlagen; i rapporten 2001:453, i dag 2025:400", "the Social Services Act; 2001:453 in the report, 2025:400 today", mainReport, "law"},
		{"SP", "sjukpenning (i tabellen över försörjningsmått)", "sickness benefit (in the table of support measures)", vetlanda, "table"},
		{"SUS", "system för uppföljning av samverkan; Försäkringskassan äger det", "a system for following up collaboration; Försäkringskassan owns it", today, "form"},
		{"TOT", "summan av de tre grupperna (i tabellen över försörjningsmått)", "the sum of the three groups (in the table of support measures)", vetlanda, "table"},
		{"TRIS", "Tidig Rehabilitering I Samverkan, arbetssätt i Södermanland", "early rehabilitation in collaboration, a way of working in Södermanland", mainReport, "method"},
		{"UE", "utvecklingsersättning (i tabellen över försörjningsmått)", "development allowance (in the table of support measures)", vetlanda, "table"},
	}
}
