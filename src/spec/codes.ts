/** What a code of `check` means; the texts of `ha-bootstrap explain`. */
export interface CodeText {
  readonly title: string
  readonly why: string
  readonly example: { readonly bad: string; readonly good: string }
  readonly source: string
}

const schema = 'cluster.schema.json; `ha-bootstrap schema` prints it'
const answers = '`ha-bootstrap init` writes one as it asks: cluster.answers.yaml'
const yaml = 'YAML 1.2.2, https://yaml.org/spec/1.2.2/'

/** Problems of a file that is YAML but does not hold to the schema. */
export const schemaCodes: { readonly [code: string]: CodeText } = {
  SCH001: {
    title: 'Every key is one that the schema knows.',
    why: 'A misspelt key would be ignored in silence, and the cluster built without what it asks for.',
    example: { bad: 'quorum: { twonode: true }', good: 'quorum: { two_node: true }' },
    source: schema,
  },
  SCH002: {
    title: 'Every required key is present.',
    why: 'Nothing sensible can be assumed for it.',
    example: { bad: 'vlan: { id: 370 }', good: 'vlan: { id: 370, on: bond0 }' },
    source: schema,
  },
  SCH003: {
    title: 'Every value is of the kind its field wants: a text, a number, true or false, a list, a mapping.',
    why: 'YAML decides by how a value is written: 6.1 is a number, "6.1" a text; yes and on are texts, true is a boolean.',
    example: { bad: 'versions: { kernel: 6.1 }', good: 'versions: { kernel: "6.1" }' },
    source: 'YAML 1.2.2 section 10.3, core schema',
  },
  SCH004: {
    title: 'A field with a fixed choice has one of its values.',
    why: 'The program that reads the value knows no others.',
    example: { bad: 'bond: { mode: lacp }', good: 'bond: { mode: 802.3ad }' },
    source: schema,
  },
  SCH005: {
    title: 'A text has the form its field wants.',
    why: 'It is written into files of programs with a grammar of their own; a blank, quote or brace would mean something else there.',
    example: { bad: 'mac: 52-54-00-12-34-56', good: 'mac: "52:54:00:12:34:56"' },
    source: schema,
  },
  SCH006: {
    title: 'A number lies within the limits of its field.',
    why: 'The program that reads it refuses others, or takes the nearest that it can.',
    example: { bad: 'vlan: { id: 4095, on: bond0 }', good: 'vlan: { id: 4094, on: bond0 }' },
    source: schema,
  },
  SCH007: {
    title: 'A text is not longer or shorter than its field allows.',
    why: 'Programs and kernel interfaces have fixed room for names.',
    example: {
      bad: 'fencing: { none-because: test }',
      good: 'fencing: { none-because: test machines without data }',
    },
    source: schema,
  },
  SCH008: {
    title: 'A list or mapping has as many entries as its field allows.',
    why: 'An empty list says nothing, and programs have limits.',
    example: { bad: 'rings: []', good: 'rings: [lan]' },
    source: schema,
  },
  SCH009: {
    title: 'A list in which every entry may stand once has no entry twice.',
    why: 'The second is a slip: another disk, node or interface was meant.',
    example: { bad: 'bond: { members: [eth0, eth0] }', good: 'bond: { members: [eth0, eth1] }' },
    source: schema,
  },
  SCH010: {
    title: 'A name of your own choice has the form its place wants.',
    why: 'Names become parts of paths, identifiers and directives, so they are plain words.',
    example: {
      bad: 'services: { web ip: { address: 192.168.1.50/24 } }',
      good: 'services: { web-ip: { address: 192.168.1.50/24 } }',
    },
    source: schema,
  },
  SCH011: {
    title: 'A key without a value takes something away.',
    why: 'An empty key removes what a profile or node-defaults says; where they say nothing, the entry is simply not there.',
    example: { bad: 'interfaces: { eth0: }', good: 'interfaces: { eth0: {} }' },
    source: 'the rule of merging: mappings merge key by key, other values are replaced, null removes',
  },
  SCH012: {
    title: 'No text holds what stands for a secret in the generated files.',
    why: 'Secrets are filled in when files are written, wherever their token stands; a description would show the password.',
    example: { bad: 'description: "@SECRET:ipmi@"', good: 'params: { password: { secret: ipmi } }' },
    source: 'the way secrets are kept out of the plan',
  },
}

/** Problems of a file that cannot be read as YAML. */
/** Problems of a file of answers to the wizard's questions (`init --answers`). */
export const answerCodes: { readonly [code: string]: CodeText } = {
  ANS001: {
    title: 'A file of answers has answers, and what was seen, and nothing else.',
    why: 'An answer that stands elsewhere would be taken for none, and a proposal would stand in for it.',
    example: { bad: 'nodes.names: a b', good: 'answers:\n  nodes.names: a b' },
    source: answers,
  },
  ANS002: {
    title: 'An answer is a text or a list of texts.',
    why: 'A question takes what could be typed at it.',
    example: { bad: 'answers: { nodes.names: { a: b } }', good: 'answers: { nodes.names: a b }' },
    source: answers,
  },
  ANS003: {
    title: 'Every question for which nothing can be proposed has an answer.',
    why: 'Nobody is asked. Further questions follow from some answers, so that a second run can find more.',
    example: { bad: 'answers: {}', good: 'answers:\n  nodes.hosts: 192.168.1.11 192.168.1.12' },
    source: answers,
  },
  ANS004: {
    title: 'Every answer is one that could be given at the terminal.',
    why: 'A text where a text is typed, several with blanks between; a list only where several choices are picked.',
    example: {
      bad: 'answers: { nodes.hosts: [192.168.1.11, 192.168.1.12] }',
      good: 'answers: { nodes.hosts: 192.168.1.11 192.168.1.12 }',
    },
    source: answers,
  },
  ANS005: {
    title: 'A secret that only you know has its value in the file of secrets.',
    why: 'Until then it is a blank in the files, and what needs it does not work.',
    example: { bad: 'bmc-node1: null', good: 'bmc-node1: the password of the board' },
    source: 'cluster.secrets.yaml',
  },
  ANS006: {
    title: 'Every answer belongs to a question.',
    why: 'A misspelt one would be passed over, and a proposal would stand in for it.',
    example: { bad: 'answers: { node.names: a b }', good: 'answers: { nodes.names: a b }' },
    source: answers,
  },
}

export const yamlCodes: { readonly [code: string]: CodeText } = {
  YML001: {
    title: 'The file has at most 1 MiB.',
    why: 'The description of 32 nodes with 1,000 machines stays far below; something else was given by mistake.',
    example: { bad: 'ha-bootstrap check -f /var/log/syslog', good: 'ha-bootstrap check -f cluster.yaml' },
    source: 'a limit of ours',
  },
  YML002: {
    title: 'The file is UTF-8 text without control characters.',
    why: 'What is not text cannot be shown, compared or written into a configuration file.',
    example: {
      bad: 'a file saved as UTF-16 or Latin-1',
      good: 'iconv -f LATIN1 -t UTF-8 old.yaml > cluster.yaml',
    },
    source: 'YAML 1.2.2 sections 5.1 and 5.2',
  },
  YML003: {
    title: 'Nothing is nested more than 64 levels deep.',
    why: 'No field of cluster.yaml is that deep, and readers of such files run out of memory.',
    example: { bad: '[[[[[[[[…', good: 'rings: [replication, lan]' },
    source: 'a limit of ours',
  },
  YML004: {
    title: 'Aliases name something before them and do not multiply.',
    why: 'A few lines of aliases to aliases stand for gigabytes of data.',
    example: {
      bad: 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]',
      good: 'node-defaults: { platform: debian-12 }',
    },
    source: 'YAML 1.2.2 section 7.1',
  },
  YML005: {
    title: 'No key stands twice in a mapping.',
    why: 'One of the two would be ignored in silence.',
    example: { bad: 'mtu: 1500\nmtu: 9000', good: 'mtu: 9000' },
    source: 'YAML 1.2.2 section 3.2.1.1',
  },
  YML006: {
    title: 'There are no tags.',
    why: 'cluster.yaml is plain data: texts, numbers, booleans, lists and mappings.',
    example: { bad: 'name: !!binary cHJvZDE=', good: 'name: prod1' },
    source: 'YAML 1.2.2 section 6.9.1',
  },
  YML007: {
    title: 'One file describes one cluster.',
    why: 'What stands after a line of three hyphens would be another cluster.',
    example: { bad: 'name: one\n---\nname: two', good: 'name: one' },
    source: 'YAML 1.2.2 section 9.2',
  },
  YML008: {
    title: 'Lines are indented with blanks.',
    why: 'YAML forbids tabs there, because their width is a matter of taste.',
    example: { bad: 'nodes:\n\tnode1: {}', good: 'nodes:\n  node1: {}' },
    source: 'YAML 1.2.2 section 6.1',
  },
  YML009: {
    title: 'The file is YAML 1.2.',
    why: 'It cannot be read otherwise.',
    example: { bad: 'name: "prod1', good: 'name: "prod1"' },
    source: yaml,
  },
  YML010: {
    title: 'A number is written as it is read.',
    why: 'YAML drops zeros before a number and behind its point: the version 5.10 becomes 5.1, the password 0123 becomes 123.',
    example: { bad: 'params: { version: 5.10 }', good: 'params: { version: "5.10" }' },
    source: 'YAML 1.2.2 section 10.3, core schema',
  },
}

/** The profile is looked up before there is a merged spec that rules could see. */
export const profileCodes: { readonly [code: string]: CodeText } = {
  REF001: {
    title: 'The profile exists.',
    why: 'Nothing would be merged below the file, and what the profile stands for would be missing.',
    example: { bad: 'profile: kvm-live', good: 'profile: kvm-live-migration' },
    source: '`ha-bootstrap profiles` lists them',
  },
}

/** What keeps a cluster.yaml from being understood; rules speak of one that is. */
export const formCodes = { ...yamlCodes, ...schemaCodes, ...profileCodes }
