package translit

// FoldText is Fold without its quick ways.
var FoldText = foldText
