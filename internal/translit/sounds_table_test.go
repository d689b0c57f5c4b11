package translit_test

// meetings are groups of spellings of one name; each must meet the first.
var meetings = []string{
	"Бургас Burgas Burgaz Bourgas Μπουργκάς ბურგასი ბურგაზი tr:Burgaz bg:Бургас en:Burgas el:Μπουργκάς ka:ბურგასი",
	"Veritas Веритас Βεριτας ვერიტას ვერიტასი",
	"Черноморски Chernomorski Cernomorski Tchernomorski Černomorski Çernomorski",
	"Юнитек Юнітек Unitek Yunitek Junitek Iunitek uk:Юнітек",
	"Frutera ფრუტერა Фрутера",
	"İstanbul istanbul ISTANBUL Istanbul ıstanbul tr:İstanbul Истанбул Ιστανμπούλ",
	"Iğdır Igdir IĞDIR tr:Iğdır Игдир Ыгдыр",
	"Constanța Constanţa Constanta ro:Constanța",
	"Констанца Constanța Constanţa Konstantsa Konstanca Constantza Κωνστάντζα კონსტანცა",
	"Казанлък Kazanlak Kazanlyk Kazanluk bg:Казанлък Казанлык",
	"Търново Tarnovo Turnovo Tyrnovo bg:Търново",
	"Харків Kharkiv Harkiv Kharkіv uk:Харків ხარკივი",
	"Херсон Kherson Herson Cherson Χερσών ხერსონი",
	"Ужгород Uzhhorod Uzhgorod Užhorod uk:Ужгород",
	"Uzhhorod Uzhgorod",
	"Gəncə Ganja Gäncä Gence Гянджа განჯა az:Gəncə",
	"Χανιά Chania Hania Xania Khania Ханя Ханья",
	"Ευρώπη Evropi Efropi",
	"Երևան Yerevan Erevan Ереван ერევანი ԵՐԵՒԱՆ Երեւան",
	"Çukurova cukurova Чукурова tr:Çukurova",
}

// apart are groups of words that must not meet.
var apart = []string{
	"Varna Burgas Borgo Verna",
	"Sofia Sofa Sofala",
}
