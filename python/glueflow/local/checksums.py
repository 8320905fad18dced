"""SHA-256 of every jar that local runs load, by file name: what is fetched must be these."""

from __future__ import annotations

CHECKSUMS = {
    "aws-java-sdk-core-1.12.262.jar": "06fed99f929c389e168278c1b111aaf1afb270d07202fbbce92e73d1e4279678",
    "aws-java-sdk-dynamodb-1.12.262.jar": "7af4ba06d0d9b3c2ab435089caecd0567810d203aa285f7aa72861f1964d442e",
    "aws-java-sdk-kms-1.12.262.jar": "c00f5ae7b334255f661d85512e7203af9523a04fb65d0c431c2eea2003ed8ae2",
    "aws-java-sdk-s3-1.12.262.jar": "a0cb7580178bc0d4d3558295a5bb890008478da8a6b3241989c71238b0ed3be5",
    "aws-java-sdk-sts-1.12.262.jar": "659f48d8ebc02025c5042cc4b925f62610e81f334498f1b9e7a271ce20ecbcae",
    "commons-codec-1.15.jar": "b3e9f6d63a790109bf0d056611fbed1cf69055826defeb9894a71369d246ed63",
    "commons-logging-1.1.3.jar": "70903f6fc82e9908c8da9f20443f61d90f0870a312642991fe8462a0b9391784",
    "hadoop-aws-3.3.4.jar": "53f9ae03c681a30a50aa17524bd9790ab596b28481858e54efd989a826ed3a4a",
    "httpclient-4.5.13.jar": "6fe9026a566c6a5001608cf3fc32196641f6c1e5e1986d1037ccdbd5f31ef743",
    "httpcore-4.4.13.jar": "e06e89d40943245fcfa39ec537cdbfce3762aecde8f9c597780d2b00c2b43424",
    "ion-java-1.0.2.jar": "0d127b205a1fce0abc2a3757a041748651bc66c15cf4c059bac5833b27d471a5",
    "jackson-annotations-2.12.6.jar": "ddf46e401a7d9ea3b481c263fa192285d13c50982a5882b22f806639b9645ee4",
    "jackson-core-2.12.6.jar": "0026cff293bdba389fbbbc67a20fdd5f73e091554ab46671efa654c25c807ee6",
    "jackson-databind-2.12.6.1.jar": "eb60e494ba8c23e653da4db8e29af0342927fc7e1c60501bf99e93145738c696",
    "jackson-dataformat-cbor-2.12.6.jar": "cfa008d15f052e69221e8c3193056ff95c3c594271321ccac8d72dc1a770619c",
    "jmespath-java-1.12.262.jar": "9001ea993a45d82a2d3086edcbda8a40b4e012d049a70fbf071fd329c0fbd777",
    "joda-time-2.8.1.jar": "b4670b95f75957c974284c5f3ada966040be2578f643c5c6083d262162061fa2",
    "spark-avro_2.12-3.5.4.jar": "4157aaf06b6094f6d061cf65ddecc65f5d973fa53d31d2492a39af0d75546dc9",
    "wildfly-openssl-1.0.7.Final.jar": "9f7058778978ec2ad90c7224401a4b0013d93e0dd3fa0f72b25244ffa3507ca8",
    "xz-1.9.jar": "211b306cfc44f8f96df3a0a3ddaf75ba8c5289eed77d60d72f889bb855f535e5",
}
