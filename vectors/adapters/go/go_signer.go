// aws-sdk-go-v2: the signer of AWS's SDK for Go.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"
)

const payloadHeader = "X-Amz-Content-Sha256"

func main() { serve() }

// The hash of the payload and its header are the caller's, and so is a token that is not signed
// or has another name.
func signed(asked question) (answer, error) {
	by, rules, presign := asked.Context, asked.Context.Rules, asked.Operation == "presign"
	request, hash, err := requestOf(asked)
	if err != nil {
		return nil, err
	}
	ctx, said := context.Background(), answer{}
	keys := aws.Credentials{AccessKeyID: by.AccessKeyID, SecretAccessKey: by.SecretAccessKey, SessionToken: by.SessionToken}
	name, token := rules.SessionTokenParameter, by.SessionToken
	itsOwn := token == "" || (name == "X-Amz-Security-Token" && rules.SessionTokenSigned)
	signer := v4.NewSigner(func(options *v4.SignerOptions) {
		options.DisableURIPathEscaping = !rules.DoubleEncodePath
		options.DisableHeaderHoisting = true
		options.DisableSessionToken = !itsOwn
		options.LogSigning = true
		options.Logger = logging.LoggerFunc(func(_ logging.Classification, _ string, texts ...any) {
			said["canonical_request"], said["string_to_sign"] = texts[0], texts[1]
		})
	})
	if presign {
		query := request.URL.Query()
		query.Set("X-Amz-Expires", strconv.FormatInt(by.ExpiresIn, 10))
		if !itsOwn && rules.SessionTokenSigned {
			query.Set(name, token)
		}
		request.URL.RawQuery = query.Encode()
		address, headers, err := signer.PresignHTTP(ctx, keys, request, hash, by.Service, by.Region, by.SigningTime)
		if !rules.SessionTokenSigned && token != "" {
			address += "&" + url.Values{name: {token}}.Encode()
		}
		said["url"], said["headers"] = address, pairs(headers)
		return said, err
	}
	if !itsOwn && rules.SessionTokenSigned {
		request.Header.Set(name, token)
	}
	err = signer.SignHTTP(ctx, keys, request, hash, by.Service, by.Region, by.SigningTime)
	if !itsOwn {
		request.Header.Set(name, token)
	}
	said["headers"] = append(pairs(request.Header), [2]string{"Host", request.Host})
	return said, err
}

// The request as a client has it, and the payload line.
func requestOf(asked question) (*http.Request, string, error) {
	given, rules, presign := asked.Request, asked.Context.Rules, asked.Operation == "presign"
	body, hash := append(given.Body.Base64, given.Body.Text...), asked.Context.PayloadHash
	open := (presign && rules.UnsignedPayload) || (!presign && !rules.PayloadSigned)
	if presign && open {
		body = nil // It is not there yet.
	}
	request, err := http.NewRequest(given.Method, given.URL, bytes.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	for _, header := range given.Headers {
		request.Header.Add(header[0], header[1])
	}
	if length, err := strconv.ParseInt(request.Header.Get("Content-Length"), 10, 64); err == nil {
		request.ContentLength = length // To net/http it is no header.
	}
	if hash == "" {
		hash = request.Header.Get(payloadHeader)
	}
	if hash == "" && open {
		hash = "UNSIGNED-PAYLOAD"
	}
	if hash == "" {
		hash = fmt.Sprintf("%x", sha256.Sum256(body))
	}
	sent := rules.PayloadHashHeader && (!presign || hash != "UNSIGNED-PAYLOAD")
	if sent || (presign && rules.PayloadHashHeaderPresigned) {
		request.Header.Set(payloadHeader, hash)
	}
	return request, hash, nil
}
