import { extensions, extensionTypes } from './common-property.ts';
import { markingExtensions } from './published-extension.ts';
import type { FaultList } from './stix-fault.ts';
import { isMembers, type JsonMembers, pointer, textsOf } from './stix-object.ts';
import { agreesWithStandard, tlpOfMarkingId } from './tlp-definition.ts';
import { dictionary, list, members, record, refExcept, type Shape, shape, text, texts, time } from './value-check.ts';

const languageForm = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,12}$/;
const statement = record(shape(['statement'], { statement: text }));
const tlp = record(shape(['tlp'], { tlp: text }));

/** A definition by type and content, or by an extension (STIX 2.1 section 7.2.1). */
function checkDefinition(object: JsonMembers, path: string, faults: FaultList): void {
  const parts = ['definition_type', 'definition'];
  if (!Object.hasOwn(object, 'extensions') || parts.some((key) => Object.hasOwn(object, key)))
    for (const key of parts) if (!Object.hasOwn(object, key)) faults.add('stix-missing', pointer(path, key));
  const definition = object['definition'];
  if (!isMembers(definition)) return;
  if (object['definition_type'] === 'statement') statement(definition, pointer(path, 'definition'), faults);
  if (object['definition_type'] === 'tlp') tlp(definition, pointer(path, 'definition'), faults);
}

/** STIX fixed the TLP 1 definitions for all time: nobody makes another. */
function checkNotNewTlp(object: JsonMembers, path: string, faults: FaultList): void {
  const id = object['id'];
  if (object['definition_type'] === 'tlp' && typeof id === 'string' && tlpOfMarkingId(id) === undefined)
    faults.add('stix-tlp-definition', pointer(path, 'definition_type'));
}

/** Top-level properties are named only by an extension that adds some (STIX 2.1 section 7.3). */
function checkExtensionProperties(object: JsonMembers, path: string, faults: FaultList): void {
  if (!Object.hasOwn(object, 'extension_properties')) return;
  if (!textsOf(object['extension_types']).includes('toplevel-property-extension'))
    faults.add('stix-not-allowed', pointer(path, 'extension_properties'));
}

/** A forged TLP definition would mislead readers that trust content over id. Spec: STX-9. */
function checkTlp(members: JsonMembers, path: string, faults: FaultList): void {
  if (!agreesWithStandard(members)) faults.add('stix-tlp-definition', path);
}

/** The meta objects of STIX 2.1 (section 7) as data. Spec: STX-8. */
export const metaShapes: ReadonlyMap<string, Shape> = new Map([
  [
    'extension-definition',
    shape(
      ['name', 'schema', 'version', 'extension_types', 'created_by_ref'],
      {
        name: text,
        description: text,
        schema: text,
        version: text,
        extension_types: list(extensionTypes),
        extension_properties: texts,
      },
      [checkExtensionProperties],
    ),
  ],
  [
    'language-content',
    shape(['object_ref', 'contents'], {
      object_ref: refExcept('bundle', 'language-content'),
      object_modified: time,
      contents: dictionary(dictionary(), languageForm),
    }),
  ],
  [
    'marking-definition',
    shape([], { name: text, definition_type: text, definition: members, extensions: extensions(markingExtensions) }, [
      checkDefinition,
      checkNotNewTlp,
      checkTlp,
    ]),
  ],
]);
