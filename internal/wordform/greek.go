package wordform

// Greek keys have no accents and σ at the end. The endings are of the declensions
// in use, singular and plural; the ι of neuters in -ι and -ιο and of feminines in
// -ια stays, for they have it in every form, and κρασί is no κράση. Neuters in -μα
// have ματ before the other endings, participles and words such as προϊόν οντ.
var el = &stemmer{
	forms: irregular(
		"γαλακτ γαλα γαλακτοσ γαλατα", "στολη στολησ στολεσ στολων", "κρεασ κρεατοσ κρεατα κρεατων",
	),
	steps: []*table{newTable("αειουηωυ",
		ends(3, "", "οσ ου ο οι ουσ ων α ασ εσ η ησ"), ends(3, "", "εισ εων εωσ εασ εα"),
		ends(2, "", "ματοσ>μ ματα>μ ματων>μ"), ends(2, "", "οντοσ>ον οντα>ον οντων>ον"),
	)},
}
