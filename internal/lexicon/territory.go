package lexicon

import (
	"strings"

	"euxine/internal/translit"
)

// territories are the words for units of territory, folded, in the forms they
// have in names: "област Бургас", "Odeska oblast", "Burgas Province", "Samsun
// ili". A place named with one is a region, not the town of the name; a region
// is also found without it. From the official names of the units of regions.csv.
var territories = keySet(`
	province region regional oblast county district municipality raion rayon territory unit subregion prefecture area state
	област областта община общината район
	judet judetul judetului judetele regiunea regiune municipiul municipiului raionul raionului
	il ili ilinde ilinin ilinden bolgesi bolge bolgesinde ilcesi ilcesinde
	область області областю обл область области областью району района районі районе край краю края
	მხარე მხარის მხარეში რეგიონი რეგიონის რეგიონში მუნიციპალიტეტი მუნიციპალიტეტის რაიონი რაიონის
	περιφερεια περιφερειασ περιφερειακη ενοτητα νομοσ νομου
	մարզ մարզի մարզում շրջան շրջանի
	rayonu rayon rayonunun rayonunda vilayati bolgasi
	kraj kraje kraji okres okresu provincie oblasti
`)

// withoutTerritory is the name without words for units of territory; "" where
// nothing else is left.
func withoutTerritory(name string) string {
	var kept []string
	for _, w := range translit.Words(name) {
		if !territories[w.Key] {
			kept = append(kept, name[w.Start:w.End])
		}
	}
	return strings.Join(kept, " ")
}
