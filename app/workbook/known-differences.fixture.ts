/** Where LibreOffice 7.4 gives something else than Excel does, and why the engine follows Excel. */
export const knownDifferences: Record<string, string> = {
  'TRUE>"z"': 'Excel ranks booleans above text',
  '1*(0.5-0.4-0.1)=0': 'Excel documents that a difference in parentheses keeps its rounding noise',
  'MROUND(5,-2)': 'Excel gives #NUM! for different signs',
  'AND(TRUE,1,"TRUE")': 'Excel reads "TRUE" written as an argument',
  'ADDRESS(2,3,1,TRUE,"My Sheet")': 'LibreOffice separates sheet and cell by a point',
  'TEXT(12,"0.##")': 'Excel keeps the point of a format',
  'TEXT(TRUE,"0")': 'Excel leaves booleans as they are',
  'CONCAT("a",1,TRUE)': 'Excel spells booleans out',
};

/** Functions LibreOffice got after 7.4; where it has no such function it stores #NAME?. */
export const newerFunctions = /\b(?:XLOOKUP|XMATCH|SORT|SORTBY|UNIQUE|FILTER|SEQUENCE|LET|TAKE)\(/;
