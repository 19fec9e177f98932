package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"linli/kiosk/store"
)

// knock connects to the terminal that has the file at path in use; nil where
// none runs.
func knock(ctx context.Context, path string) net.Conn {
	dialer := net.Dialer{Timeout: 2 * time.Second}
	conn, err := dialer.DialContext(ctx, "unix", store.Door(path))
	if err != nil {
		return nil
	}
	return conn
}

// fetch brings the parcel of a running terminal to out and closes conn.
func fetch(ctx context.Context, conn net.Conn, out string) (store.Exported, error) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if _, err := io.WriteString(conn, store.DoorWord); err != nil {
		return store.Exported{}, fmt.Errorf("ask the running terminal: %w", err)
	}
	x, err := store.Receive(conn, out)
	if err != nil {
		return x, fmt.Errorf("the running terminal did not give all of it; its log says why: %w", err)
	}
	return x, nil
}
