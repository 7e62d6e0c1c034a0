/** What the YML codes mean; the texts of `ha-bootstrap explain`. */
export const documentCodes: { readonly [code: string]: string } = {
  YML001: 'The file is no larger than what is read of a cluster.yaml.',
  YML002: 'The file is text in UTF-8.',
  YML003: 'Brackets and indentation are not nested deeper than any field is.',
  YML004: 'Aliases do not multiply the file without end.',
  YML005: 'No key stands twice in a mapping.',
  YML006: 'There are no tags; cluster.yaml needs none.',
  YML007: 'The file holds one YAML document.',
  YML008: 'The file is indented with blanks, not tabs.',
  YML009: 'The file is YAML 1.2.',
}
