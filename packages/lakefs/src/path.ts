/** Return the path of a repository's calls. */
export function repositoryPath(repository: string): string {
  return `/repositories/${encodeURIComponent(repository)}`;
}

/** Return the path of the calls that read a reference. */
export function referencePath(repository: string, reference: string): string {
  return `${repositoryPath(repository)}/refs/${encodeURIComponent(reference)}`;
}

/** Return the path of the calls that change a branch. */
export function branchPath(repository: string, branch: string): string {
  return `${repositoryPath(repository)}/branches/${encodeURIComponent(branch)}`;
}
