"""Every operation of S3's API as a call that a server can show to work.

A call names what has to be there first, and how its effect is seen: `shows` is in its own
answer, each `proof` is an operation that shows something afterwards, and `gone` is one that shows
something before and not afterwards. A server that overlooks `?tagging`, say, and takes the
request for one on the object itself is found out: `get_object` has to show the object afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEY = "object.txt"
BODY = "name,colour\nsky,blue\n"


@dataclass(frozen=True)
class Call:
    """One operation. `$name` in a parameter, the body or what it shows is the bucket, or what an
    earlier answer said."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: str | None = None
    before: tuple[str, ...] = ()
    shows: str = ""
    proof: tuple[str, ...] = ()
    gone: str = ""
    # name → the header or the XML element of the answer that it is taken from
    takes: Mapping[str, str] = field(default_factory=dict)
    bucket: Mapping[str, Any] = field(default_factory=dict)  # how the bucket is made
    operation: str = ""  # where the table has it under another name


def xml(root: str, content: str = "") -> str:
    """A document of S3's namespace."""
    return f'<{root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{content}</{root}>'


_BUCKET = {"Bucket": "$bucket"}
_OBJECT = {**_BUCKET, "Key": KEY}
_OTHER = {**_BUCKET, "Key": "other.txt"}
_NAMED = {**_BUCKET, "Id": "one"}
_UPLOAD = {**_OTHER, "UploadId": "$upload"}
_LOCKED = {"ObjectLockEnabledForBucket": True}
_SOURCE = f"$bucket/{KEY}"
_TAGS = xml("Tagging", "<TagSet><Tag><Key>colour</Key><Value>blue</Value></Tag></TagSet>")
_POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"readable","Effect":"Allow","Principal":"*",'
    '"Action":"s3:GetObject","Resource":"arn:aws:s3:::$bucket/*"}]}'
)
_LIFECYCLE = xml(
    "LifecycleConfiguration",
    "<Rule><ID>tidy</ID><Prefix>tmp/</Prefix><Status>Enabled</Status>"
    "<Expiration><Days>30</Days></Expiration></Rule>",
)
_LIFECYCLE_NEW = _LIFECYCLE.replace(
    "<Prefix>tmp/</Prefix>", "<Filter><Prefix>tmp/</Prefix></Filter>"
)
_CORS = xml(
    "CORSConfiguration",
    "<CORSRule><AllowedOrigin>https://example.com</AllowedOrigin>"
    "<AllowedMethod>GET</AllowedMethod></CORSRule>",
)
_NOTIFICATION = xml(
    "NotificationConfiguration",
    "<TopicConfiguration><Id>news</Id><Topic>arn:aws:sns:default::topic</Topic>"
    "<Event>s3:ObjectCreated:*</Event></TopicConfiguration>",
)
_ENCRYPTION = xml(
    "ServerSideEncryptionConfiguration",
    "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
    "</ApplyServerSideEncryptionByDefault></Rule>",
)
_OWNERSHIP = xml(
    "OwnershipControls", "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>"
)
_BLOCK = xml(
    "PublicAccessBlockConfiguration",
    "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>"
    "<BlockPublicPolicy>true</BlockPublicPolicy>"
    "<RestrictPublicBuckets>true</RestrictPublicBuckets>",
)
_REPLICATION = xml(
    "ReplicationConfiguration",
    "<Role>arn:aws:iam::123456789012:role/replica</Role><Rule><ID>all</ID><Prefix/>"
    "<Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::replica</Bucket></Destination>"
    "</Rule>",
)
_WEBSITE = xml("WebsiteConfiguration", "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>")
_VERSIONED = xml("VersioningConfiguration", "<Status>Enabled</Status>")
_LOCK = xml(
    "ObjectLockConfiguration",
    "<ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>"
    "<Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule>",
)
_RETENTION = xml(
    "Retention", "<Mode>GOVERNANCE</Mode><RetainUntilDate>2099-01-01T00:00:00Z</RetainUntilDate>"
)
_ANALYTICS = xml(
    "AnalyticsConfiguration", "<Id>one</Id><StorageClassAnalysis></StorageClassAnalysis>"
)
_TIERING = xml(
    "IntelligentTieringConfiguration",
    "<Id>one</Id><Status>Enabled</Status><Tiering><Days>90</Days>"
    "<AccessTier>ARCHIVE_ACCESS</AccessTier></Tiering>",
)
_INVENTORY = xml(
    "InventoryConfiguration",
    "<Destination><S3BucketDestination><Bucket>arn:aws:s3:::reports</Bucket>"
    "<Format>CSV</Format></S3BucketDestination></Destination><IsEnabled>true</IsEnabled>"
    "<Id>one</Id><IncludedObjectVersions>All</IncludedObjectVersions>"
    "<Schedule><Frequency>Daily</Frequency></Schedule>",
)
_METRICS = xml("MetricsConfiguration", "<Id>one</Id>")
_TABLES = xml(
    "MetadataConfiguration",
    "<JournalTableConfiguration><RecordExpiration><Expiration>DISABLED</Expiration>"
    "</RecordExpiration></JournalTableConfiguration>",
)
_TABLE = xml(
    "MetadataTableConfiguration",
    "<S3TablesDestination><TableBucketArn>"
    "arn:aws:s3tables:us-east-1:123456789012:bucket/tables</TableBucketArn>"
    "<TableName>metadata</TableName></S3TablesDestination>",
)
# In the dialect of radosgw 16, the one server here that has it: S3 says S3Object for stdin.
_SELECT = xml(
    "SelectObjectContentRequest",
    "<Expression>select _2 from stdin;</Expression>"
    "<ExpressionType>SQL</ExpressionType><InputSerialization>"
    "<CSV><FileHeaderInfo>USE</FileHeaderInfo></CSV></InputSerialization>"
    "<OutputSerialization><CSV/></OutputSerialization>",
)
_ENABLED = "<Status>ENABLED</Status>"

CALLS: Mapping[str, Call] = {
    # Buckets
    "create_bucket": Call({"Bucket": "$bucket-more"}, proof=("another bucket",)),
    "head_bucket": Call(_BUCKET),
    "list_buckets": Call(shows="<Name>$bucket</Name>"),
    "list_directory_buckets": Call(shows="ListAllMyDirectoryBucketsResult"),
    "get_bucket_location": Call(_BUCKET, shows="LocationConstraint"),
    "delete_bucket": Call(_BUCKET, before=("delete_object",), gone="list_buckets"),
    "create_session": Call(_BUCKET, shows="SessionToken"),
    # What a bucket is set to
    "put_bucket_versioning": Call(_BUCKET, _VERSIONED, proof=("get_bucket_versioning",)),
    "get_bucket_versioning": Call(
        _BUCKET, before=("put_bucket_versioning",), shows="<Status>Enabled</Status>"
    ),
    "put_bucket_cors": Call(_BUCKET, _CORS, proof=("get_bucket_cors",)),
    "get_bucket_cors": Call(
        _BUCKET,
        before=("put_bucket_cors",),
        shows="<AllowedOrigin>https://example.com</AllowedOrigin>",
    ),
    "delete_bucket_cors": Call(_BUCKET, before=("put_bucket_cors",), gone="get_bucket_cors"),
    "put_bucket_lifecycle": Call(_BUCKET, _LIFECYCLE, proof=("get_bucket_lifecycle",)),
    "get_bucket_lifecycle": Call(_BUCKET, before=("put_bucket_lifecycle",), shows="<ID>tidy</ID>"),
    "put_bucket_lifecycle_configuration": Call(
        _BUCKET, _LIFECYCLE_NEW, proof=("get_bucket_lifecycle_configuration",)
    ),
    "get_bucket_lifecycle_configuration": Call(
        _BUCKET, before=("put_bucket_lifecycle_configuration",), shows="<ID>tidy</ID>"
    ),
    "delete_bucket_lifecycle": Call(
        _BUCKET, before=("put_bucket_lifecycle",), gone="get_bucket_lifecycle"
    ),
    "put_bucket_policy": Call(_BUCKET, _POLICY, proof=("get_bucket_policy",)),
    "get_bucket_policy": Call(_BUCKET, before=("put_bucket_policy",), shows='"readable"'),
    "get_bucket_policy_status": Call(_BUCKET, before=("put_bucket_policy",), shows="<IsPublic>"),
    "delete_bucket_policy": Call(_BUCKET, before=("put_bucket_policy",), gone="get_bucket_policy"),
    "put_bucket_tagging": Call(_BUCKET, _TAGS, proof=("get_bucket_tagging",)),
    "get_bucket_tagging": Call(
        _BUCKET, before=("put_bucket_tagging",), shows="<Value>blue</Value>"
    ),
    "delete_bucket_tagging": Call(
        _BUCKET, before=("put_bucket_tagging",), gone="get_bucket_tagging"
    ),
    "put_bucket_acl": Call({**_BUCKET, "ACL": "public-read"}, proof=("get_bucket_acl",)),
    "get_bucket_acl": Call(_BUCKET, before=("put_bucket_acl",), shows="groups/global/AllUsers"),
    "put_bucket_website": Call(_BUCKET, _WEBSITE, proof=("get_bucket_website",)),
    "get_bucket_website": Call(
        _BUCKET, before=("put_bucket_website",), shows="<Suffix>index.html</Suffix>"
    ),
    "delete_bucket_website": Call(
        _BUCKET, before=("put_bucket_website",), gone="get_bucket_website"
    ),
    "put_bucket_request_payment": Call(
        _BUCKET,
        xml("RequestPaymentConfiguration", "<Payer>Requester</Payer>"),
        proof=("get_bucket_request_payment",),
    ),
    "get_bucket_request_payment": Call(
        _BUCKET, before=("put_bucket_request_payment",), shows="<Payer>Requester</Payer>"
    ),
    "put_bucket_encryption": Call(_BUCKET, _ENCRYPTION, proof=("get_bucket_encryption",)),
    "get_bucket_encryption": Call(
        _BUCKET, before=("put_bucket_encryption",), shows="<SSEAlgorithm>AES256</SSEAlgorithm>"
    ),
    "delete_bucket_encryption": Call(
        _BUCKET, before=("put_bucket_encryption",), gone="get_bucket_encryption"
    ),
    "put_public_access_block": Call(_BUCKET, _BLOCK, proof=("get_public_access_block",)),
    "get_public_access_block": Call(
        _BUCKET, before=("put_public_access_block",), shows="<BlockPublicAcls>true<"
    ),
    "delete_public_access_block": Call(
        _BUCKET, before=("put_public_access_block",), gone="get_public_access_block"
    ),
    "put_object_lock_configuration": Call(
        _BUCKET, _LOCK, proof=("get_object_lock_configuration",), bucket=_LOCKED
    ),
    "get_object_lock_configuration": Call(
        _BUCKET,
        before=("put_object_lock_configuration",),
        shows="<Mode>GOVERNANCE</Mode>",
        bucket=_LOCKED,
    ),
    "put_bucket_notification": Call(_BUCKET, _NOTIFICATION, proof=("get_bucket_notification",)),
    "get_bucket_notification": Call(
        _BUCKET, before=("put_bucket_notification",), shows="<Id>news</Id>"
    ),
    "put_bucket_notification_configuration": Call(
        _BUCKET, _NOTIFICATION, proof=("get_bucket_notification_configuration",)
    ),
    "get_bucket_notification_configuration": Call(
        _BUCKET, before=("put_bucket_notification",), shows="<Id>news</Id>"
    ),
    "put_bucket_ownership_controls": Call(
        _BUCKET, _OWNERSHIP, proof=("get_bucket_ownership_controls",)
    ),
    "get_bucket_ownership_controls": Call(
        _BUCKET, before=("put_bucket_ownership_controls",), shows="BucketOwnerEnforced"
    ),
    "delete_bucket_ownership_controls": Call(
        _BUCKET, before=("put_bucket_ownership_controls",), gone="get_bucket_ownership_controls"
    ),
    "put_bucket_replication": Call(
        _BUCKET, _REPLICATION, before=("put_bucket_versioning",), proof=("get_bucket_replication",)
    ),
    "get_bucket_replication": Call(
        _BUCKET, before=("put_bucket_replication",), shows="<ID>all</ID>"
    ),
    "delete_bucket_replication": Call(
        _BUCKET, before=("put_bucket_replication",), gone="get_bucket_replication"
    ),
    "put_bucket_logging": Call(_BUCKET, xml("BucketLoggingStatus"), proof=("get_bucket_logging",)),
    "get_bucket_logging": Call(_BUCKET, shows="BucketLoggingStatus"),
    "put_bucket_accelerate_configuration": Call(
        _BUCKET,
        xml("AccelerateConfiguration", "<Status>Enabled</Status>"),
        proof=("get_bucket_accelerate_configuration",),
    ),
    "get_bucket_accelerate_configuration": Call(_BUCKET, shows="AccelerateConfiguration"),
    "put_bucket_abac": Call(_BUCKET, xml("AbacStatus", "<Status>Enabled</Status>")),
    "get_bucket_abac": Call(_BUCKET, shows="AbacStatus"),
    # Configurations by name
    "put_bucket_analytics_configuration": Call(
        _NAMED, _ANALYTICS, proof=("get_bucket_analytics_configuration",)
    ),
    "get_bucket_analytics_configuration": Call(_NAMED, shows="<Id>one</Id>"),
    "list_bucket_analytics_configurations": Call(_BUCKET, shows="AnalyticsConfiguration"),
    "delete_bucket_analytics_configuration": Call(
        _NAMED,
        before=("put_bucket_analytics_configuration",),
        gone="get_bucket_analytics_configuration",
    ),
    "put_bucket_intelligent_tiering_configuration": Call(
        _NAMED, _TIERING, proof=("get_bucket_intelligent_tiering_configuration",)
    ),
    "get_bucket_intelligent_tiering_configuration": Call(_NAMED, shows="<Id>one</Id>"),
    "list_bucket_intelligent_tiering_configurations": Call(
        _BUCKET, shows="IntelligentTieringConfiguration"
    ),
    "delete_bucket_intelligent_tiering_configuration": Call(
        _NAMED,
        before=("put_bucket_intelligent_tiering_configuration",),
        gone="get_bucket_intelligent_tiering_configuration",
    ),
    "put_bucket_inventory_configuration": Call(
        _NAMED, _INVENTORY, proof=("get_bucket_inventory_configuration",)
    ),
    "get_bucket_inventory_configuration": Call(_NAMED, shows="<Id>one</Id>"),
    "list_bucket_inventory_configurations": Call(_BUCKET, shows="InventoryConfiguration"),
    "delete_bucket_inventory_configuration": Call(
        _NAMED,
        before=("put_bucket_inventory_configuration",),
        gone="get_bucket_inventory_configuration",
    ),
    "put_bucket_metrics_configuration": Call(
        _NAMED, _METRICS, proof=("get_bucket_metrics_configuration",)
    ),
    "get_bucket_metrics_configuration": Call(_NAMED, shows="<Id>one</Id>"),
    "list_bucket_metrics_configurations": Call(_BUCKET, shows="MetricsConfiguration"),
    "delete_bucket_metrics_configuration": Call(
        _NAMED,
        before=("put_bucket_metrics_configuration",),
        gone="get_bucket_metrics_configuration",
    ),
    "create_bucket_metadata_configuration": Call(
        _BUCKET, _TABLES, proof=("get_bucket_metadata_configuration",)
    ),
    "get_bucket_metadata_configuration": Call(_BUCKET, shows="MetadataConfigurationResult"),
    "delete_bucket_metadata_configuration": Call(
        _BUCKET,
        before=("create_bucket_metadata_configuration",),
        gone="get_bucket_metadata_configuration",
    ),
    "create_bucket_metadata_table_configuration": Call(
        _BUCKET, _TABLE, proof=("get_bucket_metadata_table_configuration",)
    ),
    "get_bucket_metadata_table_configuration": Call(
        _BUCKET, shows="MetadataTableConfigurationResult"
    ),
    "delete_bucket_metadata_table_configuration": Call(
        _BUCKET,
        before=("create_bucket_metadata_table_configuration",),
        gone="get_bucket_metadata_table_configuration",
    ),
    "update_bucket_metadata_annotation_table_configuration": Call(
        _BUCKET,
        xml("AnnotationTableConfiguration", "<ConfigurationState>DISABLED</ConfigurationState>"),
        proof=("get_bucket_metadata_configuration",),
    ),
    "update_bucket_metadata_inventory_table_configuration": Call(
        _BUCKET,
        xml("InventoryTableConfiguration", "<ConfigurationState>DISABLED</ConfigurationState>"),
        proof=("get_bucket_metadata_configuration",),
    ),
    "update_bucket_metadata_journal_table_configuration": Call(
        _BUCKET,
        xml(
            "JournalTableConfiguration",
            "<RecordExpiration><Expiration>DISABLED</Expiration></RecordExpiration>",
        ),
        proof=("get_bucket_metadata_configuration",),
    ),
    # Listings
    "list_objects": Call(_BUCKET, shows=f"<Key>{KEY}</Key>"),
    "list_objects_v2": Call(_BUCKET, shows="<KeyCount>1</KeyCount>"),
    "list_object_versions": Call(_BUCKET, shows="<VersionId>"),
    "list_multipart_uploads": Call(
        _BUCKET, before=("create_multipart_upload",), shows="<UploadId>$upload</UploadId>"
    ),
    # Objects
    "put_object": Call(_OTHER, BODY, proof=("another object",)),
    "get_object": Call(_OBJECT, shows="sky,blue"),
    "head_object": Call(_OBJECT),
    "delete_object": Call(_OBJECT, gone="list_objects"),
    "delete_objects": Call(
        _BUCKET, xml("Delete", f"<Object><Key>{KEY}</Key></Object>"), gone="list_objects"
    ),
    "copy_object": Call(
        {**_OTHER, "CopySource": _SOURCE}, shows="<ETag>", proof=("another object",)
    ),
    "rename_object": Call({**_OTHER, "RenameSource": f"/{KEY}"}, proof=("another object",)),
    "get_object_attributes": Call(
        {**_OBJECT, "ObjectAttributes": ["ETag", "ObjectSize"]}, shows="<ObjectSize>21</ObjectSize>"
    ),
    "get_object_torrent": Call(_OBJECT, shows="announce"),
    "put_object_acl": Call(
        {**_OBJECT, "ACL": "public-read"}, proof=("get_object_acl", "get_object")
    ),
    "get_object_acl": Call(
        _OBJECT, before=("put_object_acl",), shows="groups/global/AllUsers", proof=("get_object",)
    ),
    "put_object_tagging": Call(_OBJECT, _TAGS, proof=("get_object_tagging", "get_object")),
    "get_object_tagging": Call(
        _OBJECT, before=("put_object_tagging",), shows="<Value>blue</Value>", proof=("get_object",)
    ),
    "delete_object_tagging": Call(
        _OBJECT, before=("put_object_tagging",), gone="get_object_tagging", proof=("get_object",)
    ),
    "put_object_legal_hold": Call(
        _OBJECT,
        xml("LegalHold", "<Status>ON</Status>"),
        proof=("get_object_legal_hold", "get_object"),
        bucket=_LOCKED,
    ),
    "get_object_legal_hold": Call(
        _OBJECT,
        before=("put_object_legal_hold",),
        shows="<Status>ON</Status>",
        bucket=_LOCKED,
        proof=("get_object",),
    ),
    "put_object_retention": Call(
        _OBJECT, _RETENTION, proof=("get_object_retention", "get_object"), bucket=_LOCKED
    ),
    "get_object_retention": Call(
        _OBJECT,
        before=("put_object_retention",),
        shows="<Mode>GOVERNANCE</Mode>",
        bucket=_LOCKED,
        proof=("get_object",),
    ),
    "put_object_annotation": Call(
        {**_OBJECT, "AnnotationName": "one"},
        "a note",
        proof=("get_object_annotation", "get_object"),
    ),
    "get_object_annotation": Call(
        {**_OBJECT, "AnnotationName": "one"},
        before=("put_object_annotation",),
        shows="a note",
        proof=("get_object",),
    ),
    "list_object_annotations": Call(_OBJECT, shows="Annotation"),
    "delete_object_annotation": Call(
        {**_OBJECT, "AnnotationName": "one"},
        before=("put_object_annotation",),
        gone="get_object_annotation",
        proof=("get_object",),
    ),
    "update_object_encryption": Call(
        _OBJECT, xml("ObjectEncryption", "<SSES3></SSES3>"), shows="ObjectEncryption"
    ),
    "restore_object": Call(_OBJECT, xml("RestoreRequest", "<Days>1</Days>")),
    "select_object_content": Call(_OBJECT, _SELECT, shows="blue"),
    "write_get_object_response": Call(
        # The route stands before the host, and so not before an IP address.
        {"RequestRoute": "route", "RequestToken": "token", "StatusCode": 200, "style": "virtual"},
        "transformed",
    ),
    # Uploads in parts
    "create_multipart_upload": Call(_OTHER, shows="<UploadId>", takes={"upload": "UploadId"}),
    "upload_part": Call(
        {**_UPLOAD, "PartNumber": 1},
        BODY,
        before=("create_multipart_upload",),
        proof=("list_parts",),
        takes={"part": "etag"},
    ),
    "upload_part_copy": Call(
        {**_UPLOAD, "PartNumber": 1, "CopySource": _SOURCE},
        before=("create_multipart_upload",),
        shows="<ETag>",
        proof=("list_parts",),
    ),
    "list_parts": Call(_UPLOAD, before=("upload_part",), shows="<PartNumber>1</PartNumber>"),
    "complete_multipart_upload": Call(
        _UPLOAD,
        xml(
            "CompleteMultipartUpload",
            "<Part><PartNumber>1</PartNumber><ETag>$part</ETag></Part>",
        ),
        before=("upload_part",),
        proof=("another object",),
    ),
    "abort_multipart_upload": Call(
        _UPLOAD, before=("create_multipart_upload",), gone="list_multipart_uploads"
    ),
}

# Proofs that are no row of their own above.
PROOFS: Mapping[str, Call] = {
    "another bucket": Call({"Bucket": "$bucket-more"}, operation="head_bucket"),
    "another object": Call(_OTHER, operation="get_object", shows="sky,blue"),
}
