package agreement

// Ground is a provision that an agreement can rest on, as it was worded on a
// day. Its name is the text agreement.ground.<code>.
type Ground struct {
	Code    string
	Act     string // number of the act or ordinance; empty for the Social Insurance Code
	Section string // empty where only the act is known to be in force
	From    string // date since which it is in force; empty where that is not noted
	Read    string // date of the wording that the list was made from
}

// Dates of the collections that the list was made from.
const (
	actsRead       = "2026-04-25"
	ordinancesRead = "2025-12-01"
)

// Grounds lists the provisions to choose from. The report of 2016 names those
// that these have replaced: SoL 2 kap. 6 § and HSL 8 a § (S42, S49), and the
// instructions 2007:1030 14 § and 2009:1174 5 § (S56, S60), of which only the
// present act is known here and not its section.
func Grounds() []Ground {
	return []Ground{
		{"sol_7_3", "2025:400", "7 kap. 3 §", "2025-07-01", actsRead},
		{"sol_7_1", "2025:400", "7 kap. 1–2 §§", "2025-07-01", actsRead},
		{"sol_10_3", "2025:400", "10 kap. 3 §", "2025-07-01", actsRead},
		{"sol_10_8", "2025:400", "10 kap. 8–9 §§", "2025-07-01", actsRead},
		{"hsl_16_3", "2017:30", "16 kap. 3 §", "", actsRead},
		{"hsl_16_4", "2017:30", "16 kap. 4 §", "", actsRead},
		{"sfb_30_10", "", "30 kap. 10 §", "", actsRead},
		{"coordination", "2019:1297", "", "", actsRead},
		{"finsam_7", "2003:1210", "7 §", "", actsRead},
		{"fk_instruction", "2009:1174", "", "", ordinancesRead},
		{"af_instruction", "2022:811", "", "", ordinancesRead},
	}
}
