// Markup of the mask page.
export const maskBody = `
<div id="error" role="alert" hidden></div>
<main id="page" hidden>
  <header>
    <div class="top">
      <h1 id="name"></h1>
      <div class="tools">
        <button type="button" id="open-run" title="Show the run's results">Results</button>
        <button type="button" id="open-spec" title="Open the run's frozen spec">Spec</button>
      </div>
    </div>
    <p id="says"></p>
  </header>
  <section class="bar" aria-label="Selection">
    <div class="group" id="layers" role="group" aria-label="Layer"></div>
    <div class="group"><label for="arm" class="name">Arm</label><select id="arm"></select></div>
    <div class="group"><label for="trial" class="name">Trial</label><select id="trial"></select></div>
    <div class="group">
      <button type="button" id="play" aria-pressed="false" title="Play through the rounds (space)">Play</button>
      <button type="button" id="before" aria-label="Previous round" title="Previous round ([)">‹</button>
      <input type="range" id="round" min="0" max="0" aria-label="Round" />
      <button type="button" id="after" aria-label="Next round" title="Next round (])">›</button>
      <span id="round-words"></span>
    </div>
    <div class="group">
      <label for="view" class="name">Show</label>
      <select id="view">
        <option value="mask">Mask</option>
        <option value="compare">Two masks</option>
        <option value="initial">Initial weights</option>
        <option value="trained">Trained weights</option>
        <option value="change">Weight change</option>
        <option value="sign">Sign change</option>
      </select>
    </div>
    <div class="group" id="other" role="group" aria-label="Comparison" hidden>
      <span class="name">with</span>
      <label for="other-arm" class="name">arm</label><select id="other-arm"></select>
      <label for="other-trial" class="name">trial</label><select id="other-trial"></select>
      <label for="other-round" class="name">round</label><select id="other-round"></select>
    </div>
  </section>
  <div class="masks" id="masks">
    <div class="left">
      <figure class="card" id="mask">
        <div class="head">
          <h2 id="mask-title"></h2>
          <div class="tools">
            <button type="button" id="fit" title="Fit to view (0)">Fit</button>
            <button type="button" id="closer" title="Zoom in (+)" aria-label="Zoom in">+</button>
            <button type="button" id="farther" title="Zoom out (-)" aria-label="Zoom out">−</button>
            <button type="button" id="save-png" title="Save the image as PNG">PNG</button>
            <button type="button" id="save-csv" title="Save the layer's weights as CSV">CSV</button>
          </div>
        </div>
        <p class="key" id="mask-key"></p>
        <canvas id="canvas" tabindex="0" role="img"></canvas>
        <p class="quiet"><output id="cell">Point at a weight, or use the arrow keys.</output></p>
        <figcaption id="mask-summary"></figcaption>
      </figure>
      <section class="card" id="rounds" aria-labelledby="rounds-title" hidden>
        <h2 id="rounds-title">All rounds</h2>
        <div id="rounds-list"></div>
        <p class="quiet">The strongest color marks the densest part of each image.</p>
      </section>
    </div>
    <div class="side" id="side">
      <figure class="card" id="pixels" hidden>
        <div class="head">
          <h2>Density per pixel</h2>
          <div class="tools" role="toolbar" aria-label="Density per pixel">
            <button type="button" id="pixels-csv" title="Save data as CSV">CSV</button>
            <button type="button" id="pixels-png" title="Save the image as PNG">PNG</button>
          </div>
        </div>
        <canvas id="pixels-canvas" tabindex="0" role="img"></canvas>
        <p class="quiet"><output id="pixel"></output></p>
        <figcaption id="pixels-summary"></figcaption>
      </figure>
      <section class="card" id="overlap" aria-labelledby="overlap-title" hidden>
        <h2 id="overlap-title">Overlap of the two masks</h2>
        <div id="overlap-table"></div>
        <p class="quiet" id="overlap-says"></p>
      </section>
    </div>
  </div>
  <div class="grid" id="charts"></div>
</main>`;
