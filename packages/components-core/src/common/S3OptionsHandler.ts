/** The `connection` field of every component that touches AWS: the name of a connection kept in the person's settings. */
export const CONNECTION_FIELD = {
  title: 'Connection',
  description:
    'Name of the AWS connection used on this machine to browse, preview and run. Empty: the default credentials. A Glue job runs under its IAM role.',
  type: 'string',
  'x-glueflow': { control: 'connection', verbatim: true }
};
