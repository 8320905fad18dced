import type { DataGrid } from '@lumino/datagrid';

/** What a grid is drawn with. Canvas knows no CSS variables, so that they are read anew with every theme. */
export interface GridTheme {
  style: DataGrid.Style;
  font: string;
  smallFont: string;
  nullFont: string;
  codeFont: string;
  text: string;
  faint: string;
  header: string;
}

/** Reads JupyterLab's theme where an element stands. */
export function readTheme(node: Element): GridTheme {
  const computed = getComputedStyle(node);
  const read = (name: string): string =>
    computed.getPropertyValue(`--jp-${name}`).trim();
  const size = read('ui-font-size1') || '13px';
  const small = read('ui-font-size0') || '11px';
  const family = read('ui-font-family') || 'sans-serif';
  const code = read('code-font-family') || 'monospace';
  const line = read('border-color2');
  return {
    style: {
      voidColor: read('layout-color1'),
      backgroundColor: read('layout-color1'),
      headerBackgroundColor: read('layout-color2'),
      gridLineColor: read('border-color3'),
      headerGridLineColor: line,
      rowBackgroundColor: () => '',
      selectionFillColor: alpha(read('brand-color1'), 0.15),
      selectionBorderColor: read('brand-color1'),
      cursorBorderColor: read('brand-color1'),
      cursorFillColor: alpha(read('brand-color1'), 0.1),
      headerSelectionFillColor: alpha(read('brand-color1'), 0.2),
      headerSelectionBorderColor: read('brand-color1'),
      scrollShadow: {
        size: 4,
        color1: alpha(line, 0.5),
        color2: alpha(line, 0.2),
        color3: alpha(line, 0)
      }
    },
    font: `${size} ${family}`,
    smallFont: `${small} ${family}`,
    nullFont: `italic ${small} ${family}`,
    codeFont: `${small} ${code}`,
    text: read('ui-font-color1'),
    faint: read('ui-font-color2'),
    header: `600 ${size} ${family}`
  };
}

function alpha(color: string, opacity: number): string {
  return color === ''
    ? 'transparent'
    : `color-mix(in srgb, ${color} ${opacity * 100}%, transparent)`;
}
