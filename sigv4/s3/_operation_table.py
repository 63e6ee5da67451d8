"""The operations of the S3 API, 2006-03-01, as data.

Source: Amazon S3 API reference, "Actions", the request syntax of each. `operations.py` gives
it its meaning.
"""

from __future__ import annotations

# Parameters that come together, by the name that stands for them below.
GROUPS = {
    "@checksums": (
        "ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA1 ChecksumSHA256 "
        "ChecksumSHA512 ChecksumMD5 ChecksumXXHASH64 ChecksumXXHASH3 ChecksumXXHASH128"
    ),
    "@customer-key": "SSECustomerAlgorithm SSECustomerKey SSECustomerKeyMD5",
    "@copy-customer-key": (
        "CopySourceSSECustomerAlgorithm CopySourceSSECustomerKey CopySourceSSECustomerKeyMD5"
    ),
    "@copy-conditions": (
        "CopySourceIfMatch CopySourceIfModifiedSince CopySourceIfNoneMatch "
        "CopySourceIfUnmodifiedSince"
    ),
    "@grants": "GrantFullControl GrantRead GrantReadACP GrantWrite GrantWriteACP",
    "@conditions": "IfMatch IfModifiedSince IfNoneMatch IfUnmodifiedSince",
    "@overrides": (
        "ResponseCacheControl ResponseContentDisposition ResponseContentEncoding "
        "ResponseContentLanguage ResponseContentType ResponseExpires"
    ),
    "@object-headers": (
        "CacheControl ContentDisposition ContentEncoding ContentLanguage ContentType Expires "
        "Metadata"
    ),
    "@object-settings": (
        "ACL StorageClass WebsiteRedirectLocation Tagging GrantFullControl GrantRead "
        "GrantReadACP GrantWriteACP"
    ),
    "@kms-key": "ServerSideEncryption SSEKMSKeyId SSEKMSEncryptionContext BucketKeyEnabled",
    "@object-lock": (
        "ObjectLockMode ObjectLockRetainUntilDate ObjectLockLegalHoldStatus "
        "ObjectLockEventHold ObjectLockEventHoldDurationDays ObjectLockEventHoldDurationYears"
    ),
    "@content-check": "ContentMD5 ChecksumAlgorithm",
}

# Where each parameter goes, under which name, and as what kind of value.
PARAMETERS = {
    "AnnotationName": ("query", "annotationName", "text"),
    "AnnotationPrefix": ("query", "annotation-prefix", "text"),
    "BucketRegion": ("query", "bucket-region", "text"),
    "ContinuationToken": ("query", "continuation-token", "text"),
    "Delimiter": ("query", "delimiter", "text"),
    "EncodingType": ("query", "encoding-type", "text"),
    "FetchOwner": ("query", "fetch-owner", "bool"),
    "Id": ("query", "id", "text"),
    "KeyMarker": ("query", "key-marker", "text"),
    "Marker": ("query", "marker", "text"),
    "MaxAnnotationResults": ("query", "max-annotation-results", "int"),
    "MaxBuckets": ("query", "max-buckets", "int"),
    "MaxDirectoryBuckets": ("query", "max-directory-buckets", "int"),
    "MaxKeys": ("query", "max-keys", "int"),
    "MaxUploads": ("query", "max-uploads", "int"),
    "PartNumber": ("query", "partNumber", "int"),
    "Prefix": ("query", "prefix", "text"),
    "ResponseCacheControl": ("query", "response-cache-control", "header-text"),
    "ResponseContentDisposition": ("query", "response-content-disposition", "header-text"),
    "ResponseContentEncoding": ("query", "response-content-encoding", "header-text"),
    "ResponseContentLanguage": ("query", "response-content-language", "header-text"),
    "ResponseContentType": ("query", "response-content-type", "header-text"),
    "ResponseExpires": ("query", "response-expires", "http-date"),
    "StartAfter": ("query", "start-after", "text"),
    "UploadId": ("query", "uploadId", "text"),
    "UploadIdMarker": ("query", "upload-id-marker", "text"),
    "VersionId": ("query", "versionId", "id"),
    "VersionIdMarker": ("query", "version-id-marker", "text"),
    "ACL": ("header", "x-amz-acl", "text"),
    "AcceptRanges": ("header", "x-amz-fwd-header-accept-ranges", "text"),
    "AnnotationDirective": ("header", "x-amz-object-annotation-directive", "text"),
    "BucketKeyEnabled": ("header", "x-amz-server-side-encryption-bucket-key-enabled", "bool"),
    "BucketNamespace": ("header", "x-amz-bucket-namespace", "text"),
    "BypassGovernanceRetention": ("header", "x-amz-bypass-governance-retention", "bool"),
    "CacheControl": ("header", "Cache-Control", "text"),
    "ChecksumAlgorithm": ("header", "x-amz-sdk-checksum-algorithm", "text"),
    "ChecksumCRC32": ("header", "x-amz-checksum-crc32", "text"),
    "ChecksumCRC32C": ("header", "x-amz-checksum-crc32c", "text"),
    "ChecksumCRC64NVME": ("header", "x-amz-checksum-crc64nvme", "text"),
    "ChecksumMD5": ("header", "x-amz-checksum-md5", "text"),
    "ChecksumMode": ("header", "x-amz-checksum-mode", "text"),
    "ChecksumSHA1": ("header", "x-amz-checksum-sha1", "text"),
    "ChecksumSHA256": ("header", "x-amz-checksum-sha256", "text"),
    "ChecksumSHA512": ("header", "x-amz-checksum-sha512", "text"),
    "ChecksumType": ("header", "x-amz-checksum-type", "text"),
    "ChecksumXXHASH128": ("header", "x-amz-checksum-xxhash128", "text"),
    "ChecksumXXHASH3": ("header", "x-amz-checksum-xxhash3", "text"),
    "ChecksumXXHASH64": ("header", "x-amz-checksum-xxhash64", "text"),
    "ClientToken": ("header", "x-amz-client-token", "text"),
    "ConfirmRemoveSelfBucketAccess": ("header", "x-amz-confirm-remove-self-bucket-access", "bool"),
    "ContentDisposition": ("header", "Content-Disposition", "text"),
    "ContentEncoding": ("header", "Content-Encoding", "text"),
    "ContentLanguage": ("header", "Content-Language", "text"),
    "ContentLength": ("header", "Content-Length", "int"),
    "ContentMD5": ("header", "Content-MD5", "text"),
    "ContentRange": ("header", "x-amz-fwd-header-Content-Range", "text"),
    "ContentType": ("header", "Content-Type", "text"),
    "CopySource": ("header", "x-amz-copy-source", "copy-source"),
    "CopySourceIfMatch": ("header", "x-amz-copy-source-if-match", "text"),
    "CopySourceIfModifiedSince": ("header", "x-amz-copy-source-if-modified-since", "http-date"),
    "CopySourceIfNoneMatch": ("header", "x-amz-copy-source-if-none-match", "text"),
    "CopySourceIfUnmodifiedSince": ("header", "x-amz-copy-source-if-unmodified-since", "http-date"),
    "CopySourceRange": ("header", "x-amz-copy-source-range", "text"),
    "CopySourceSSECustomerAlgorithm": (
        "header",
        "x-amz-copy-source-server-side-encryption-customer-algorithm",
        "text",
    ),
    "CopySourceSSECustomerKey": (
        "header",
        "x-amz-copy-source-server-side-encryption-customer-key",
        "sse-key",
    ),
    "CopySourceSSECustomerKeyMD5": (
        "header",
        "x-amz-copy-source-server-side-encryption-customer-key-MD5",
        "text",
    ),
    "DeleteMarker": ("header", "x-amz-fwd-header-x-amz-delete-marker", "bool"),
    "DestinationIfMatch": ("header", "If-Match", "text"),
    "DestinationIfModifiedSince": ("header", "If-Modified-Since", "http-date"),
    "DestinationIfNoneMatch": ("header", "If-None-Match", "text"),
    "DestinationIfUnmodifiedSince": ("header", "If-Unmodified-Since", "http-date"),
    "ETag": ("header", "x-amz-fwd-header-ETag", "text"),
    "ErrorCode": ("header", "x-amz-fwd-error-code", "text"),
    "ErrorMessage": ("header", "x-amz-fwd-error-message", "text"),
    "ExpectedBucketOwner": ("header", "x-amz-expected-bucket-owner", "text"),
    "ExpectedSourceBucketOwner": ("header", "x-amz-source-expected-bucket-owner", "text"),
    "Expiration": ("header", "x-amz-fwd-header-x-amz-expiration", "text"),
    "Expires": ("header", "Expires", "http-date"),
    "GrantFullControl": ("header", "x-amz-grant-full-control", "text"),
    "GrantRead": ("header", "x-amz-grant-read", "text"),
    "GrantReadACP": ("header", "x-amz-grant-read-acp", "text"),
    "GrantWrite": ("header", "x-amz-grant-write", "text"),
    "GrantWriteACP": ("header", "x-amz-grant-write-acp", "text"),
    "IfMatch": ("header", "If-Match", "text"),
    "IfMatchInitiatedTime": ("header", "x-amz-if-match-initiated-time", "http-date"),
    "IfMatchLastModifiedTime": ("header", "x-amz-if-match-last-modified-time", "http-date"),
    "IfMatchSize": ("header", "x-amz-if-match-size", "int"),
    "IfModifiedSince": ("header", "If-Modified-Since", "http-date"),
    "IfNoneMatch": ("header", "If-None-Match", "text"),
    "IfUnmodifiedSince": ("header", "If-Unmodified-Since", "http-date"),
    "LastModified": ("header", "x-amz-fwd-header-Last-Modified", "http-date"),
    "MFA": ("header", "x-amz-mfa", "text"),
    "MaxParts": ("header", "x-amz-max-parts", "int"),
    "MetadataDirective": ("header", "x-amz-metadata-directive", "text"),
    "MissingMeta": ("header", "x-amz-fwd-header-x-amz-missing-meta", "int"),
    "MpuObjectSize": ("header", "x-amz-mp-object-size", "int"),
    "ObjectAttributes": ("header", "x-amz-object-attributes", "list"),
    "ObjectIfMatch": ("header", "x-amz-object-if-match", "text"),
    "ObjectLockEnabledForBucket": ("header", "x-amz-bucket-object-lock-enabled", "bool"),
    "ObjectLockEventHold": ("header", "x-amz-object-lock-event-hold", "text"),
    "ObjectLockEventHoldDurationDays": (
        "header",
        "x-amz-object-lock-event-hold-duration-days",
        "int",
    ),
    "ObjectLockEventHoldDurationYears": (
        "header",
        "x-amz-object-lock-event-hold-duration-years",
        "int",
    ),
    "ObjectLockLegalHoldStatus": ("header", "x-amz-object-lock-legal-hold", "text"),
    "ObjectLockMode": ("header", "x-amz-object-lock-mode", "text"),
    "ObjectLockRetainUntilDate": ("header", "x-amz-object-lock-retain-until-date", "iso-date"),
    "ObjectOwnership": ("header", "x-amz-object-ownership", "text"),
    "OptionalObjectAttributes": ("header", "x-amz-optional-object-attributes", "list"),
    "PartNumberMarker": ("header", "x-amz-part-number-marker", "int"),
    "PartsCount": ("header", "x-amz-fwd-header-x-amz-mp-parts-count", "int"),
    "Range": ("header", "Range", "text"),
    "RenameSource": ("header", "x-amz-rename-source", "encoded-path"),
    "ReplicationStatus": ("header", "x-amz-fwd-header-x-amz-replication-status", "text"),
    "RequestCharged": ("header", "x-amz-fwd-header-x-amz-request-charged", "text"),
    "RequestPayer": ("header", "x-amz-request-payer", "text"),
    "RequestRoute": ("header", "x-amz-request-route", "text"),
    "RequestToken": ("header", "x-amz-request-token", "text"),
    "Restore": ("header", "x-amz-fwd-header-x-amz-restore", "text"),
    "SSECustomerAlgorithm": ("header", "x-amz-server-side-encryption-customer-algorithm", "text"),
    "SSECustomerKey": ("header", "x-amz-server-side-encryption-customer-key", "sse-key"),
    "SSECustomerKeyMD5": ("header", "x-amz-server-side-encryption-customer-key-MD5", "text"),
    "SSEKMSEncryptionContext": ("header", "x-amz-server-side-encryption-context", "text"),
    "SSEKMSKeyId": ("header", "x-amz-server-side-encryption-aws-kms-key-id", "text"),
    "ServerSideEncryption": ("header", "x-amz-server-side-encryption", "text"),
    "SessionMode": ("header", "x-amz-create-session-mode", "text"),
    "SkipDestinationValidation": ("header", "x-amz-skip-destination-validation", "bool"),
    "SourceIfMatch": ("header", "x-amz-rename-source-if-match", "text"),
    "SourceIfModifiedSince": ("header", "x-amz-rename-source-if-modified-since", "http-date"),
    "SourceIfNoneMatch": ("header", "x-amz-rename-source-if-none-match", "text"),
    "SourceIfUnmodifiedSince": ("header", "x-amz-rename-source-if-unmodified-since", "http-date"),
    "StatusCode": ("header", "x-amz-fwd-status", "int"),
    "StorageClass": ("header", "x-amz-storage-class", "text"),
    "TagCount": ("header", "x-amz-fwd-header-x-amz-tagging-count", "int"),
    "Tagging": ("header", "x-amz-tagging", "text"),
    "TaggingDirective": ("header", "x-amz-tagging-directive", "text"),
    "Token": ("header", "x-amz-bucket-object-lock-token", "text"),
    "TransitionDefaultMinimumObjectSize": (
        "header",
        "x-amz-transition-default-minimum-object-size",
        "text",
    ),
    "WebsiteRedirectLocation": ("header", "x-amz-website-redirect-location", "text"),
    "WriteOffsetBytes": ("header", "x-amz-write-offset-bytes", "int"),
    "Metadata": ("headers", "x-amz-meta-", "map"),
}

# Where an operation sends a parameter under another name.
RENAMED = {
    "CopyObject": {
        "ChecksumAlgorithm": ("header", "x-amz-checksum-algorithm", "text"),
    },
    "CreateMultipartUpload": {
        "ChecksumAlgorithm": ("header", "x-amz-checksum-algorithm", "text"),
    },
    "ListParts": {
        "MaxParts": ("query", "max-parts", "int"),
        "PartNumberMarker": ("query", "part-number-marker", "int"),
    },
    "WriteGetObjectResponse": {
        "CacheControl": ("header", "x-amz-fwd-header-Cache-Control", "text"),
        "ContentDisposition": ("header", "x-amz-fwd-header-Content-Disposition", "text"),
        "ContentEncoding": ("header", "x-amz-fwd-header-Content-Encoding", "text"),
        "ContentLanguage": ("header", "x-amz-fwd-header-Content-Language", "text"),
        "ContentType": ("header", "x-amz-fwd-header-Content-Type", "text"),
        "ChecksumCRC32": ("header", "x-amz-fwd-header-x-amz-checksum-crc32", "text"),
        "ChecksumCRC32C": ("header", "x-amz-fwd-header-x-amz-checksum-crc32c", "text"),
        "ChecksumCRC64NVME": ("header", "x-amz-fwd-header-x-amz-checksum-crc64nvme", "text"),
        "ChecksumSHA1": ("header", "x-amz-fwd-header-x-amz-checksum-sha1", "text"),
        "ChecksumSHA256": ("header", "x-amz-fwd-header-x-amz-checksum-sha256", "text"),
        "ChecksumSHA512": ("header", "x-amz-fwd-header-x-amz-checksum-sha512", "text"),
        "ChecksumMD5": ("header", "x-amz-fwd-header-x-amz-checksum-md5", "text"),
        "ChecksumXXHASH64": ("header", "x-amz-fwd-header-x-amz-checksum-xxhash64", "text"),
        "ChecksumXXHASH3": ("header", "x-amz-fwd-header-x-amz-checksum-xxhash3", "text"),
        "ChecksumXXHASH128": ("header", "x-amz-fwd-header-x-amz-checksum-xxhash128", "text"),
        "Expires": ("header", "x-amz-fwd-header-Expires", "http-date"),
        "ObjectLockMode": ("header", "x-amz-fwd-header-x-amz-object-lock-mode", "text"),
        "ObjectLockLegalHoldStatus": (
            "header",
            "x-amz-fwd-header-x-amz-object-lock-legal-hold",
            "text",
        ),
        "ObjectLockRetainUntilDate": (
            "header",
            "x-amz-fwd-header-x-amz-object-lock-retain-until-date",
            "iso-date",
        ),
        "ServerSideEncryption": ("header", "x-amz-fwd-header-x-amz-server-side-encryption", "text"),
        "SSECustomerAlgorithm": (
            "header",
            "x-amz-fwd-header-x-amz-server-side-encryption-customer-algorithm",
            "text",
        ),
        "SSEKMSKeyId": (
            "header",
            "x-amz-fwd-header-x-amz-server-side-encryption-aws-kms-key-id",
            "text",
        ),
        "SSECustomerKeyMD5": (
            "header",
            "x-amz-fwd-header-x-amz-server-side-encryption-customer-key-MD5",
            "text",
        ),
        "StorageClass": ("header", "x-amz-fwd-header-x-amz-storage-class", "text"),
        "VersionId": ("header", "x-amz-fwd-header-x-amz-version-id", "id"),
        "BucketKeyEnabled": (
            "header",
            "x-amz-fwd-header-x-amz-server-side-encryption-bucket-key-enabled",
            "bool",
        ),
    },
}

# Name, method, what it is on with its fixed query, and traits; below it its parameters, and
# behind a bar those of the body. "*" marks what is required.
OPERATIONS = """\
AbortMultipartUpload DELETE object
    UploadId* ExpectedBucketOwner IfMatchInitiatedTime RequestPayer
CompleteMultipartUpload POST object
    UploadId* @checksums @customer-key ChecksumType ExpectedBucketOwner IfMatch IfNoneMatch
    MpuObjectSize RequestPayer | MultipartUpload
CopyObject PUT object no-session
    CopySource* @customer-key @copy-customer-key @copy-conditions @object-headers
    @object-settings @kms-key @object-lock AnnotationDirective ChecksumAlgorithm
    ExpectedBucketOwner ExpectedSourceBucketOwner IfMatch IfNoneMatch MetadataDirective
    RequestPayer TaggingDirective
CreateBucket PUT bucket control no-access-points
    @grants ACL BucketNamespace ObjectLockEnabledForBucket ObjectOwnership |
    CreateBucketConfiguration
CreateBucketMetadataConfiguration POST bucket?metadataConfiguration control
    @content-check ExpectedBucketOwner | MetadataConfiguration*
CreateBucketMetadataTableConfiguration POST bucket?metadataTable control
    @content-check ExpectedBucketOwner | MetadataTableConfiguration*
CreateMultipartUpload POST object?uploads
    @customer-key @object-headers @object-settings @kms-key @object-lock ChecksumAlgorithm
    ChecksumType ExpectedBucketOwner RequestPayer
CreateSession GET bucket?session no-session
    @kms-key SessionMode
DeleteBucket DELETE bucket control
    ExpectedBucketOwner
DeleteBucketAnalyticsConfiguration DELETE bucket?analytics control
    Id* ExpectedBucketOwner
DeleteBucketCors DELETE bucket?cors control
    ExpectedBucketOwner
DeleteBucketEncryption DELETE bucket?encryption control
    ExpectedBucketOwner
DeleteBucketIntelligentTieringConfiguration DELETE bucket?intelligent-tiering control
    Id* ExpectedBucketOwner
DeleteBucketInventoryConfiguration DELETE bucket?inventory control
    Id* ExpectedBucketOwner
DeleteBucketLifecycle DELETE bucket?lifecycle control
    ExpectedBucketOwner
DeleteBucketMetadataConfiguration DELETE bucket?metadataConfiguration control
    ExpectedBucketOwner
DeleteBucketMetadataTableConfiguration DELETE bucket?metadataTable control
    ExpectedBucketOwner
DeleteBucketMetricsConfiguration DELETE bucket?metrics control
    Id* ExpectedBucketOwner
DeleteBucketOwnershipControls DELETE bucket?ownershipControls control
    ExpectedBucketOwner
DeleteBucketPolicy DELETE bucket?policy control
    ExpectedBucketOwner
DeleteBucketReplication DELETE bucket?replication control
    ExpectedBucketOwner
DeleteBucketTagging DELETE bucket?tagging control
    ExpectedBucketOwner
DeleteBucketWebsite DELETE bucket?website control
    ExpectedBucketOwner
DeleteObject DELETE object
    BypassGovernanceRetention ExpectedBucketOwner IfMatch IfMatchLastModifiedTime IfMatchSize
    MFA RequestPayer VersionId
DeleteObjectAnnotation DELETE object?annotation
    AnnotationName* ExpectedBucketOwner ObjectIfMatch RequestPayer VersionId
DeleteObjectTagging DELETE object?tagging
    ExpectedBucketOwner VersionId
DeleteObjects POST bucket?delete
    BypassGovernanceRetention ChecksumAlgorithm ExpectedBucketOwner MFA RequestPayer | Delete*
DeletePublicAccessBlock DELETE bucket?publicAccessBlock control
    ExpectedBucketOwner
GetBucketAbac GET bucket?abac
    ExpectedBucketOwner
GetBucketAccelerateConfiguration GET bucket?accelerate control
    ExpectedBucketOwner RequestPayer
GetBucketAcl GET bucket?acl control
    ExpectedBucketOwner
GetBucketAnalyticsConfiguration GET bucket?analytics control
    Id* ExpectedBucketOwner
GetBucketCors GET bucket?cors control
    ExpectedBucketOwner
GetBucketEncryption GET bucket?encryption control
    ExpectedBucketOwner
GetBucketIntelligentTieringConfiguration GET bucket?intelligent-tiering control
    Id* ExpectedBucketOwner
GetBucketInventoryConfiguration GET bucket?inventory control
    Id* ExpectedBucketOwner
GetBucketLifecycle GET bucket?lifecycle control
    ExpectedBucketOwner
GetBucketLifecycleConfiguration GET bucket?lifecycle control
    ExpectedBucketOwner
GetBucketLocation GET bucket?location control in-path
    ExpectedBucketOwner
GetBucketLogging GET bucket?logging control
    ExpectedBucketOwner
GetBucketMetadataConfiguration GET bucket?metadataConfiguration control
    ExpectedBucketOwner
GetBucketMetadataTableConfiguration GET bucket?metadataTable control
    ExpectedBucketOwner
GetBucketMetricsConfiguration GET bucket?metrics control
    Id* ExpectedBucketOwner
GetBucketNotification GET bucket?notification control
    ExpectedBucketOwner
GetBucketNotificationConfiguration GET bucket?notification control
    ExpectedBucketOwner
GetBucketOwnershipControls GET bucket?ownershipControls control
    ExpectedBucketOwner
GetBucketPolicy GET bucket?policy control
    ExpectedBucketOwner
GetBucketPolicyStatus GET bucket?policyStatus control
    ExpectedBucketOwner
GetBucketReplication GET bucket?replication control
    ExpectedBucketOwner
GetBucketRequestPayment GET bucket?requestPayment control
    ExpectedBucketOwner
GetBucketTagging GET bucket?tagging control
    ExpectedBucketOwner
GetBucketVersioning GET bucket?versioning control
    ExpectedBucketOwner
GetBucketWebsite GET bucket?website control
    ExpectedBucketOwner
GetObject GET object
    @customer-key @conditions @overrides ChecksumMode ExpectedBucketOwner PartNumber Range
    RequestPayer VersionId
GetObjectAcl GET object?acl
    ExpectedBucketOwner RequestPayer VersionId
GetObjectAnnotation GET object?annotation
    AnnotationName* ChecksumMode ExpectedBucketOwner RequestPayer VersionId
GetObjectAttributes GET object?attributes
    ObjectAttributes* @customer-key ExpectedBucketOwner MaxParts PartNumberMarker RequestPayer
    VersionId
GetObjectLegalHold GET object?legal-hold
    ExpectedBucketOwner RequestPayer VersionId
GetObjectLockConfiguration GET bucket?object-lock
    ExpectedBucketOwner
GetObjectRetention GET object?retention
    ExpectedBucketOwner RequestPayer VersionId
GetObjectTagging GET object?tagging
    ExpectedBucketOwner RequestPayer VersionId
GetObjectTorrent GET object?torrent
    ExpectedBucketOwner RequestPayer
GetPublicAccessBlock GET bucket?publicAccessBlock control
    ExpectedBucketOwner
HeadBucket HEAD bucket no-session
    ExpectedBucketOwner
HeadObject HEAD object
    @customer-key @conditions @overrides ChecksumMode ExpectedBucketOwner PartNumber Range
    RequestPayer VersionId
ListBucketAnalyticsConfigurations GET bucket?analytics control
    ContinuationToken ExpectedBucketOwner
ListBucketIntelligentTieringConfigurations GET bucket?intelligent-tiering control
    ContinuationToken ExpectedBucketOwner
ListBucketInventoryConfigurations GET bucket?inventory control
    ContinuationToken ExpectedBucketOwner
ListBucketMetricsConfigurations GET bucket?metrics control
    ContinuationToken ExpectedBucketOwner
ListBuckets GET service
    BucketRegion ContinuationToken MaxBuckets Prefix
ListDirectoryBuckets GET service control
    ContinuationToken MaxDirectoryBuckets
ListMultipartUploads GET bucket?uploads
    Delimiter EncodingType ExpectedBucketOwner KeyMarker MaxUploads Prefix RequestPayer
    UploadIdMarker
ListObjectAnnotations GET object?annotation
    AnnotationPrefix ContinuationToken ExpectedBucketOwner MaxAnnotationResults RequestPayer
    VersionId
ListObjectVersions GET bucket?versions
    Delimiter EncodingType ExpectedBucketOwner KeyMarker MaxKeys OptionalObjectAttributes
    Prefix RequestPayer VersionIdMarker
ListObjects GET bucket
    Delimiter EncodingType ExpectedBucketOwner Marker MaxKeys OptionalObjectAttributes Prefix
    RequestPayer
ListObjectsV2 GET bucket?list-type=2
    ContinuationToken Delimiter EncodingType ExpectedBucketOwner FetchOwner MaxKeys
    OptionalObjectAttributes Prefix RequestPayer StartAfter
ListParts GET object
    UploadId* @customer-key ExpectedBucketOwner MaxParts PartNumberMarker RequestPayer
PutBucketAbac PUT bucket?abac
    @content-check ExpectedBucketOwner | AbacStatus*
PutBucketAccelerateConfiguration PUT bucket?accelerate control
    ChecksumAlgorithm ExpectedBucketOwner | AccelerateConfiguration*
PutBucketAcl PUT bucket?acl control
    @grants @content-check ACL ExpectedBucketOwner | AccessControlPolicy
PutBucketAnalyticsConfiguration PUT bucket?analytics control
    Id* ExpectedBucketOwner | AnalyticsConfiguration*
PutBucketCors PUT bucket?cors control
    @content-check ExpectedBucketOwner | CORSConfiguration*
PutBucketEncryption PUT bucket?encryption control
    @content-check ExpectedBucketOwner | ServerSideEncryptionConfiguration*
PutBucketIntelligentTieringConfiguration PUT bucket?intelligent-tiering control
    Id* ExpectedBucketOwner | IntelligentTieringConfiguration*
PutBucketInventoryConfiguration PUT bucket?inventory control
    Id* ExpectedBucketOwner | InventoryConfiguration*
PutBucketLifecycle PUT bucket?lifecycle control
    @content-check ExpectedBucketOwner | LifecycleConfiguration
PutBucketLifecycleConfiguration PUT bucket?lifecycle control
    ChecksumAlgorithm ExpectedBucketOwner TransitionDefaultMinimumObjectSize |
    LifecycleConfiguration
PutBucketLogging PUT bucket?logging control
    @content-check ExpectedBucketOwner | BucketLoggingStatus*
PutBucketMetricsConfiguration PUT bucket?metrics control
    Id* ExpectedBucketOwner | MetricsConfiguration*
PutBucketNotification PUT bucket?notification control
    @content-check ExpectedBucketOwner | NotificationConfiguration*
PutBucketNotificationConfiguration PUT bucket?notification control
    ExpectedBucketOwner SkipDestinationValidation | NotificationConfiguration*
PutBucketOwnershipControls PUT bucket?ownershipControls control
    @content-check ExpectedBucketOwner | OwnershipControls*
PutBucketPolicy PUT bucket?policy control
    @content-check ConfirmRemoveSelfBucketAccess ExpectedBucketOwner | Policy*
PutBucketReplication PUT bucket?replication control
    @content-check ExpectedBucketOwner Token | ReplicationConfiguration*
PutBucketRequestPayment PUT bucket?requestPayment control
    @content-check ExpectedBucketOwner | RequestPaymentConfiguration*
PutBucketTagging PUT bucket?tagging control
    @content-check ExpectedBucketOwner | Tagging*
PutBucketVersioning PUT bucket?versioning control
    @content-check ExpectedBucketOwner MFA | VersioningConfiguration*
PutBucketWebsite PUT bucket?website control
    @content-check ExpectedBucketOwner | WebsiteConfiguration*
PutObject PUT object
    @checksums @customer-key @object-headers @object-settings @kms-key @object-lock
    @content-check ContentLength ExpectedBucketOwner IfMatch IfNoneMatch RequestPayer
    WriteOffsetBytes | Body
PutObjectAcl PUT object?acl
    @grants @content-check ACL ExpectedBucketOwner RequestPayer VersionId |
    AccessControlPolicy
PutObjectAnnotation PUT object?annotation
    AnnotationName* @checksums @content-check ExpectedBucketOwner ObjectIfMatch RequestPayer
    VersionId | AnnotationPayload*
PutObjectLegalHold PUT object?legal-hold
    @content-check ExpectedBucketOwner RequestPayer VersionId | LegalHold
PutObjectLockConfiguration PUT bucket?object-lock
    @content-check ExpectedBucketOwner RequestPayer Token | ObjectLockConfiguration
PutObjectRetention PUT object?retention
    @content-check BypassGovernanceRetention ExpectedBucketOwner RequestPayer VersionId |
    Retention
PutObjectTagging PUT object?tagging
    @content-check ExpectedBucketOwner RequestPayer VersionId | Tagging*
PutPublicAccessBlock PUT bucket?publicAccessBlock control
    @content-check ExpectedBucketOwner | PublicAccessBlockConfiguration*
RenameObject PUT object?renameObject
    RenameSource* ClientToken DestinationIfMatch DestinationIfModifiedSince
    DestinationIfNoneMatch DestinationIfUnmodifiedSince SourceIfMatch SourceIfModifiedSince
    SourceIfNoneMatch SourceIfUnmodifiedSince
RestoreObject POST object?restore
    ChecksumAlgorithm ExpectedBucketOwner RequestPayer VersionId | RestoreRequest
SelectObjectContent POST object?select&select-type=2
    @customer-key ExpectedBucketOwner | Expression* ExpressionType* RequestProgress
    InputSerialization* OutputSerialization* ScanRange
UpdateBucketMetadataAnnotationTableConfiguration PUT bucket?metadataAnnotationTable control
    @content-check ExpectedBucketOwner | AnnotationTableConfiguration*
UpdateBucketMetadataInventoryTableConfiguration PUT bucket?metadataInventoryTable control
    @content-check ExpectedBucketOwner | InventoryTableConfiguration*
UpdateBucketMetadataJournalTableConfiguration PUT bucket?metadataJournalTable control
    @content-check ExpectedBucketOwner | JournalTableConfiguration*
UpdateObjectEncryption PUT object?encryption
    @content-check ExpectedBucketOwner RequestPayer VersionId | ObjectEncryption*
UploadPart PUT object
    PartNumber* UploadId* @checksums @customer-key @content-check ContentLength
    ExpectedBucketOwner RequestPayer | Body
UploadPartCopy PUT object no-session
    CopySource* PartNumber* UploadId* @customer-key @copy-customer-key @copy-conditions
    CopySourceRange ExpectedBucketOwner ExpectedSourceBucketOwner RequestPayer
WriteGetObjectResponse POST /WriteGetObjectResponse object-lambda
    RequestRoute* RequestToken* @checksums @object-headers AcceptRanges BucketKeyEnabled
    ContentLength ContentRange DeleteMarker ETag ErrorCode ErrorMessage Expiration
    LastModified MissingMeta ObjectLockLegalHoldStatus ObjectLockMode
    ObjectLockRetainUntilDate PartsCount ReplicationStatus RequestCharged Restore
    SSECustomerAlgorithm SSECustomerKeyMD5 SSEKMSKeyId ServerSideEncryption StatusCode
    StorageClass TagCount VersionId | Body
"""
