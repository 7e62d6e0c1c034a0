import { readdirSync } from 'node:fs'

/** Names of the clusters in examples/, sorted; secrets that generate has made beside them are none. */
export const exampleNames: readonly string[] = readdirSync('examples')
  .filter((file) => file.endsWith('.yaml') && !file.endsWith('.secrets.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort()
