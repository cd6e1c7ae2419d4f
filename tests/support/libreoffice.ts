import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** True where LibreOffice can be asked for a second opinion. */
export const isLibreOfficeHere = spawnSync('soffice', ['--version']).status === 0;

/** As it is installed it shows the values that a file stores, and nothing would be compared with anything. */
const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item>
</oor:items>`;

/** Has LibreOffice open .xlsx files, calculate them and save them again; one start for all of them. */
export function recalculatedByLibreOffice(files: readonly Uint8Array[]): Uint8Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'libreoffice-'));
  try {
    const names = files.map((bytes, index) => {
      const name = `${index}.xlsx`;
      writeFileSync(join(folder, name), bytes);
      return name;
    });
    const out = join(folder, 'out');
    mkdirSync(join(folder, 'profile', 'user'), { recursive: true });
    writeFileSync(join(folder, 'profile', 'user', 'registrymodifications.xcu'), alwaysRecalculate);
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const convert = ['--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', out];
    const sources = names.map((name) => join(folder, name));
    execFileSync('soffice', ['--headless', profile, ...convert, ...sources], { stdio: 'ignore' });
    return names.map((name) => readFileSync(join(out, name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
