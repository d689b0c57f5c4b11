package api

import (
	_ "embed"
	"fmt"

	"github.com/gin-gonic/gin"
	"go.yaml.in/yaml/v3"

	"euxine/internal/exchange"
	"euxine/internal/httpkit"
)

//go:embed openapi.yaml
var documentYAML []byte

// documentJSON is the document as it is served. Written in YAML it can have
// comments and share parts by reference; programs get plain JSON. One list is
// not kept by hand: the formats of files are those that can be written.
func documentJSON() []byte {
	var doc map[string]any
	if err := yaml.Unmarshal(documentYAML, &doc); err != nil {
		panic(fmt.Sprintf("openapi.yaml: %v", err))
	}
	var format any = doc
	for _, name := range []string{"components", "parameters", "format", "schema"} {
		format = format.(map[string]any)[name]
	}
	format.(map[string]any)["enum"] = exchange.Formats
	body, err := encode(doc)
	if err != nil {
		panic(fmt.Sprintf("openapi.yaml: %v", err))
	}
	return body
}

func (a *API) openAPI(c *gin.Context) error {
	if err := none(c); err != nil {
		return err
	}
	if httpkit.NotModified(c, "openapi", a.build, string(a.document)) {
		return nil
	}
	httpkit.Write(c, 200, jsonType, a.document)
	return nil
}
