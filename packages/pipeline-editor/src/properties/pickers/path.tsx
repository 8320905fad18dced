import { textOf } from '../form/value.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import type { Listing } from './catalog.js';
import { Combobox } from './combobox.js';
import type { Option } from './options.js';
import { useOffers } from './remote.js';

/** The folder in S3 whose content is offered while a path is typed: up to its last slash. */
export function folderOf(path: string): string {
  const found = /^s3:\/\/(?:.*\/)?/.exec(path);
  return found ? found[0] : 's3://';
}

/** What stands below a folder, as whole paths. */
export function pathOptions(folder: string, listing: Listing): Option[] {
  return [
    ...listing.folders.map(({ name }) => ({
      value: `${folder}${name.replace(/\/$/, '')}/`,
      label: `${name.replace(/\/$/, '')}/`,
      opens: true
    })),
    ...listing.objects.map(({ name, detail }) => ({
      value: `${folder}${name}`,
      label: name,
      detail
    }))
  ];
}

/** A path in S3: buckets, folders and objects are offered one level after the other. */
export function PathControl(props: ControlProps): JSX.Element {
  const { trans, readOnly, catalog, connection } = useFormScope();
  const text = textOf(props.value);
  const folder = folderOf(text);
  const known = !folder.includes('${');
  const [offers, want, follow] = useOffers(
    `objects ${connection ?? ''} ${folder}`,
    async () => pathOptions(folder, await catalog.objects(connection, folder)),
    trans,
    () => catalog.version
  );
  const { value: _value, ...rest } = props;
  return (
    <Combobox
      {...rest}
      value={text}
      offers={
        known
          ? offers
          : {
              state: 'ready',
              options: [],
              hint: trans.__('What a parameter stands for is not known yet.')
            }
      }
      query={path => path.slice(folderOf(path).length)}
      onOpen={() => {
        if (known) {
          want();
        }
      }}
      follow={known ? follow : undefined}
      trans={trans}
      disabled={readOnly}
      placeholder={props.placeholder ?? 's3://'}
      free
    />
  );
}
