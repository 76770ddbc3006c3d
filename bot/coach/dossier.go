package coach

// A DossierPart names a kind of thing that is stored about a person. It is a word that people read in their file.
type DossierPart string

// The parts of a dossier.
const (
	DossierPerson      DossierPart = "person"      // who they are for Pacer, and what they chose
	DossierTeams       DossierPart = "teams"       // and since when
	DossierActivities  DossierPart = "activities"  // each entry of the ledger
	DossierHuddles     DossierPart = "huddles"     // what they filed for huddles
	DossierCheckIns    DossierPart = "check-ins"   // what they filed for their weeks
	DossierCommitments DossierPart = "commitments" // what they said that they will do
	DossierCoaching    DossierPart = "coaching"    // one-to-ones, agendas, questions and answers
	DossierDeals       DossierPart = "deals"       // theirs, and what they said about others'
	DossierClarity     DossierPart = "clarity"     // clarity checks that they are asked in, and that they asked for
	DossierGoals       DossierPart = "goals"       // of a team, that they made
	DossierPlans       DossierPart = "plans"
	DossierAbsences    DossierPart = "absences"
	DossierMutes       DossierPart = "mutes"    // KPIs that they are not nudged about
	DossierDrafts      DossierPart = "drafts"   // forms that they have begun
	DossierMessages    DossierPart = "messages" // to them, or about them
	DossierAudit       DossierPart = "audit"    // changes that they made, or that were made about them
	DossierDeliveries  DossierPart = "deliveries"
)

// DossierParts are the parts of a dossier, in the order in which they are read. A fresh slice each time. The order is
// that in which somebody would ask: who am I here, what did I do, what was said.
func DossierParts() []DossierPart {
	return []DossierPart{
		DossierPerson, DossierTeams, DossierActivities, DossierHuddles, DossierCheckIns, DossierCommitments, DossierCoaching,
		DossierDeals, DossierClarity, DossierGoals, DossierPlans, DossierAbsences, DossierMutes, DossierDrafts, DossierMessages, DossierAudit, DossierDeliveries,
	}
}

// A DossierEntry is one thing that is stored about a person: a row, as its names and values in the order in which they
// are read. Values are people's words as they wrote them, and are shown as plain text only. Empty values are left out.
type DossierEntry struct {
	Part   DossierPart
	Fields []DossierField
}

// A DossierField is one value with its name: "Note", "Acme asked for an offer".
type DossierField struct{ Name, Value string }
