import { type CellDescription, createWorkbook, type SheetDescription } from '#app/workbook/create.ts';
import { writeWorkbook } from '#app/workbook/write.ts';

/** Rooms of a house as a contractor writes them down: name, length, width and height in feet, doors, windows. */
const rooms: readonly (readonly [string, number, number, number, number, number])[] = [
  ['Living room', 19, 14, 8.5, 2, 4],
  ['Dining room', 13, 12, 8.5, 1, 2],
  ['Kitchen', 15, 12, 8.5, 2, 2],
  ['Hall', 22, 4.5, 8.5, 5, 0],
  ['Bedroom 1', 14, 13, 8, 2, 2],
  ['Bedroom 2', 12, 11, 8, 1, 2],
  ['Bath', 9, 6, 8, 1, 1],
];

const money = '$#,##0.00';

/** The kind of workbook that the business estimated with before: a sheet of rooms, one of rates, and a bid that adds up. */
export function demoWorkbookFile(): Uint8Array {
  return writeWorkbook(createWorkbook({ sheets: [bid(), takeoff(), rates()] }));
}

function rates(): SheetDescription {
  const rows: [string, number, string?][] = [
    ['Walls, sq ft per hour', 110],
    ['Ceiling, sq ft per hour', 130],
    ['Labour per hour', 48, money],
    ['Coverage, sq ft per gallon', 375],
    ['Paint per gallon', 44, money],
    ['Coats', 2],
    ['Markup', 0.35, '0%'],
  ];
  const cells: Record<string, CellDescription> = { A1: { value: 'Rates', bold: true } };
  rows.forEach(([label, value, numberFormat], at) => {
    cells[`A${at + 2}`] = { value: label };
    cells[`B${at + 2}`] = { value, ...(numberFormat && { numberFormat }) };
  });
  return { name: 'Rates', cells, widths: { A: 28, B: 12 } };
}

function takeoff(): SheetDescription {
  const headers = ['Room', 'Length', 'Width', 'Height', 'Doors', 'Windows', 'Walls', 'Ceiling', 'Hours', 'Gallons'];
  const cells: Record<string, CellDescription> = {};
  headers.forEach((value, at) => {
    cells[`${'ABCDEFGHIJ'.charAt(at)}1`] = { value, bold: true };
  });
  rooms.forEach((room, at) => {
    const row = at + 2;
    room.forEach((value, col) => {
      cells[`${'ABCDEF'.charAt(col)}${row}`] = { value };
    });
    cells[`G${row}`] = { formula: `2*(B${row}+C${row})*D${row}-E${row}*20-F${row}*12` };
    cells[`H${row}`] = { formula: `B${row}*C${row}` };
    cells[`I${row}`] = { formula: `ROUND(G${row}/Rates!$B$2*Rates!$B$7/2+H${row}/Rates!$B$3,1)`, numberFormat: '0.0' };
    cells[`J${row}`] = { formula: `(G${row}*Rates!$B$7+H${row})/Rates!$B$5`, numberFormat: '0.00' };
  });
  return { name: 'Takeoff', cells, widths: { A: 16 }, frozen: { rows: 1 } };
}

function bid(): SheetDescription {
  const last = rooms.length + 1;
  const cells: Record<string, CellDescription> = {
    A1: { value: 'Interior repaint: bid sheet', bold: true },
    A3: { value: 'Hours' },
    B3: { formula: `SUM(Takeoff!I2:I${last})`, numberFormat: '0.0' },
    A4: { value: 'Gallons to buy' },
    B4: { formula: `ROUNDUP(SUM(Takeoff!J2:J${last}),0)` },
    A6: { value: 'Labour' },
    B6: { formula: 'ROUND(B3*Rates!B4,2)', numberFormat: money },
    A7: { value: 'Paint' },
    B7: { formula: 'ROUND(B4*Rates!B6,2)', numberFormat: money },
    A8: { value: 'Subtotal' },
    B8: { formula: 'B6+B7', numberFormat: money },
    A9: { value: 'Markup' },
    B9: { formula: 'ROUND(B8*Rates!B8,2)', numberFormat: money },
    A11: { value: 'Bid total', bold: true },
    B11: { formula: 'B8+B9', numberFormat: money, bold: true },
  };
  return { name: 'Bid', cells, widths: { A: 24, B: 14 } };
}
