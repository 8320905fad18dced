/** An IAM role under which a job's script reaches the S3 objects of a source or sink. */
export interface AssumedRole {
  arn: string;
  externalId?: string;
  sessionName?: string;
}
