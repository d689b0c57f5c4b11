package memstore_test

import (
	"testing"

	"euxine/internal/store"
	"euxine/internal/store/memstore"
	"euxine/internal/store/storetest"
)

func TestBehaviour(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memstore.New() })
}
