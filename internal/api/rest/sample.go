package rest

import "samverk/internal/access"

// Examples in the document. The number is one of Skatteverket's test numbers.
const (
	ExampleID     = "3k7v2mxqzt5y6w4arc2pnh6jse"
	ExampleNumber = "199001012385"
	ExampleWords  = "Arbetsprövningen börjar först i januari."
	ExamplePerson = "Test Testsson"
)

// ExampleFunction is a function, for the document.
func ExampleFunction() FunctionJSON {
	return FunctionJSON{
		ID: "vc-vetlanda-rehabkoordinator", Name: "Rehabkoordinator", Unit: "vardcentralen-vetlanda", UnitName: "Vårdcentralen Vetlanda",
		Organisation: "Region Jönköpings län", Kind: access.Vard, Phone: "010-000 00 00", Mailbox: "rehab@example.se", Hours: "Vardagar 8–16",
		Holder: "Handläggare 2",
	}
}

// ExampleUnit is a unit, for the document.
func ExampleUnit() UnitJSON {
	return UnitJSON{"vardcentralen-vetlanda", "Vårdcentralen Vetlanda", "VC Vetlanda", "Region Jönköpings län", access.Vard}
}
