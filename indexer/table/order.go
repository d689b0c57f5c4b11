package table

import (
	"encoding/binary"
	"hash/crc32"
	"os"
)

// The order of names is kept in a file of its own, so that a start need not sort:
// the number of rows and each in order, four bytes each, then a CRC-32. It may be
// missing, or of fewer rows than there are.

// SaveOrder writes the order as it stands, if it has been worked out.
func (t *Table) SaveOrder(path string) error {
	if t.ordered == nil || !t.ordered.made.Load() {
		return nil
	}
	b := make([]byte, 0, 4*(len(t.ordered.list)+2))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(t.ordered.list)))
	for _, row := range t.ordered.list {
		b = binary.LittleEndian.AppendUint32(b, row)
	}
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, crcTable))
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// LoadOrder takes a saved order over. One that is damaged, or is no order of rows of
// the table, does not matter: the order is then worked out when first asked for. That
// it is of this table and no other of as many rows is up to who keeps the file.
func (t *Table) LoadOrder(path string) {
	b, err := os.ReadFile(path)
	if err != nil || len(b) < 8 || t.ordered == nil {
		return
	}
	body := b[:len(b)-4]
	n := binary.LittleEndian.Uint32(body)
	if crc32.Checksum(body, crcTable) != binary.LittleEndian.Uint32(b[len(b)-4:]) || int(n) != len(body)/4-1 || n > t.Rows() {
		return
	}
	list, met := make([]uint32, n), make([]bool, n)
	for i := range list {
		row := binary.LittleEndian.Uint32(body[4*(i+1):])
		if row >= n || met[row] { // another table's
			return
		}
		list[i], met[row] = row, true
	}
	t.ordered = &ordered{make: func() []uint32 { return t.merged(list, t.sorted(n)) }}
}
