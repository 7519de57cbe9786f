// Markup of the runs table.
export const tableBody = `
<div id="error" role="alert" hidden></div>
<main id="page">
  <h1>Runs</h1>
  <section class="bar" aria-label="Filters and columns">
    <div class="group">
      <label for="filter" class="name">Filter</label>
      <input type="search" id="filter" list="filter-columns" placeholder="Text, or early stop > 95%" size="28" />
      <datalist id="filter-columns"></datalist>
    </div>
    <div class="group"><label for="state" class="name">State</label><select id="state"></select></div>
    <div class="group">
      <label><input type="checkbox" id="group" /> Group by spec</label>
      <label><input type="checkbox" id="differing" /> Only differing columns</label>
      <label><input type="checkbox" id="chosen-only" /> Only selected runs</label>
    </div>
    <details class="menu">
      <summary>Columns</summary>
      <div id="columns" role="group" aria-label="Columns"></div>
    </details>
    <div class="group">
      <button type="button" id="save-csv" title="Save the visible rows as CSV">CSV</button>
      <span id="count" class="name" role="status"></span>
    </div>
  </section>
  <p id="filter-says" class="quiet" hidden></p>
  <div id="scroll" class="scroll" tabindex="0" role="region" aria-label="Runs">
    <table id="runs"><thead></thead><tbody></tbody></table>
  </div>
  <p id="empty" class="quiet" hidden>No runs yet. Open a spec and click Run above it.</p>
  <section id="compared" hidden aria-label="Selected runs">
    <div class="group">
      <label for="colour-by" class="name">Color by</label>
      <select id="colour-by"></select>
    </div>
    <div class="group legend" id="legend" role="group" aria-label="Runs in the chart"></div>
    <div class="grid" id="charts"></div>
    <section class="card">
      <h2>Differences</h2>
      <div id="differences" class="table" tabindex="0" role="region" aria-label="Differences"></div>
    </section>
  </section>
  <p class="quiet" id="choose-says">Select runs to overlay their curves and compare their specs.</p>
</main>`;
