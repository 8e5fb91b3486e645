import { extensionTypes } from './common-property.ts';
import type { FaultList } from './stix-fault.ts';
import { isMembers, type JsonMembers, pointer } from './stix-object.ts';
import { agreesWithStandard } from './tlp-definition.ts';
import { dictionary, list, record, ref, type Shape, shape, text, texts, time } from './value-check.ts';

const statement = record(shape(['statement'], { statement: text }));
const tlp = record(shape(['tlp'], { tlp: text }));

/** A definition by type and content, or by an extension (STIX 2.1 section 7.2.1). */
function checkDefinition(members: JsonMembers, path: string, faults: FaultList): void {
  if (!Object.hasOwn(members, 'extensions'))
    for (const key of ['definition_type', 'definition'])
      if (!Object.hasOwn(members, key)) faults.add('stix-missing', pointer(path, key));
  const definition = members['definition'];
  if (!isMembers(definition)) return;
  if (members['definition_type'] === 'statement') statement(definition, pointer(path, 'definition'), faults);
  if (members['definition_type'] === 'tlp') tlp(definition, pointer(path, 'definition'), faults);
}

/** A forged TLP definition would mislead readers that trust content over id. Spec: STX-9. */
function checkTlp(members: JsonMembers, path: string, faults: FaultList): void {
  if (!agreesWithStandard(members)) faults.add('stix-tlp-definition', path);
}

/** The meta objects of STIX 2.1 (section 7) as data. Spec: STX-8. */
export const metaShapes: ReadonlyMap<string, Shape> = new Map([
  [
    'extension-definition',
    shape(['name', 'schema', 'version', 'extension_types', 'created_by_ref'], {
      name: text,
      description: text,
      schema: text,
      version: text,
      extension_types: list(extensionTypes),
      extension_properties: texts,
    }),
  ],
  [
    'language-content',
    shape(['object_ref', 'contents'], {
      object_ref: ref(),
      object_modified: time,
      contents: dictionary(dictionary()),
    }),
  ],
  [
    'marking-definition',
    shape([], { name: text, definition_type: text, definition: dictionary() }, [checkDefinition, checkTlp]),
  ],
]);
