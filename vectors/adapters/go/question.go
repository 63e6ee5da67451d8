// One question a line, one answer a line, and what the questions hold.

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"
)

type question struct {
	ID        string
	Operation string
	Request   struct {
		Method, URL string
		Headers     [][2]string
		Body        struct {
			Text   string
			Base64 []byte
		}
	}
	Context struct {
		AccessKeyID     string    `json:"access_key_id"`
		SecretAccessKey string    `json:"secret_access_key"`
		SessionToken    string    `json:"session_token"`
		SigningTime     time.Time `json:"signing_time"`
		ExpiresIn       int64     `json:"expires_in"`
		PayloadHash     string    `json:"payload_hash"`
		Region, Service string
		Rules           struct {
			DoubleEncodePath           bool   `json:"double_encode_path"`
			UnsignedPayload            bool   `json:"unsigned_payload"`
			PayloadSigned              bool   `json:"payload_signed"`
			PayloadHashHeader          bool   `json:"payload_hash_header"`
			PayloadHashHeaderPresigned bool   `json:"payload_hash_header_presigned"`
			SessionTokenParameter      string `json:"session_token_parameter"`
			SessionTokenSigned         bool   `json:"session_token_signed"`
		}
	}
}

type answer map[string]any

func serve() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		if err := answers.Encode(answered(lines.Bytes())); err != nil {
			panic(err)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}

func answered(line []byte) answer {
	var asked question
	err := json.Unmarshal(line, &asked)
	said := answer{}
	switch {
	case asked.Operation != "presign" && asked.Operation != "sign":
		said["unsupported"] = "no operation " + asked.Operation
	case err != nil: // A text for a number, a time without a zone.
		said["unsupported"] = fmt.Sprintf("its types have no such value: %v", err)
	default:
		if said, err = signed(asked); err != nil {
			said = answer{"error": err.Error()}
		}
	}
	said["id"] = asked.ID
	return said
}

func pairs(headers http.Header) [][2]string {
	found := [][2]string{}
	for name, values := range headers {
		for _, value := range values {
			found = append(found, [2]string{name, value})
		}
	}
	return found
}
