// The markup of the page of masks.
export const maskBody = `
<div id="trouble" role="alert" hidden></div>
<main id="page" hidden>
  <header>
    <div class="top">
      <h1 id="name"></h1>
      <div class="tools">
        <button type="button" id="open-run" title="Show the results of the run">Results</button>
        <button type="button" id="open-spec" title="Open the spec as it was run">Spec</button>
      </div>
    </div>
    <p id="says"></p>
  </header>
  <section class="bar" aria-label="What is shown">
    <div class="group" id="layers" role="group" aria-label="Layer"></div>
    <div class="group"><label for="arm" class="name">Arm</label><select id="arm"></select></div>
    <div class="group"><label for="trial" class="name">Trial</label><select id="trial"></select></div>
    <div class="group">
      <button type="button" id="play" aria-pressed="false" title="Play through the rounds (space)">Play</button>
      <button type="button" id="before" aria-label="Round before" title="Round before ([)">‹</button>
      <input type="range" id="round" min="0" max="0" aria-label="Round" />
      <button type="button" id="after" aria-label="Round after" title="Round after (])">›</button>
      <span id="round-words"></span>
    </div>
    <div class="group">
      <label for="view" class="name">Show</label>
      <select id="view">
        <option value="mask">the mask</option>
        <option value="compare">two masks</option>
        <option value="initial">first weights</option>
        <option value="trained">trained weights</option>
        <option value="change">what training changed</option>
        <option value="sign">changed signs</option>
      </select>
    </div>
    <div class="group" id="other" role="group" aria-label="Compared with" hidden>
      <span class="name">with</span>
      <label for="other-arm" class="name">arm</label><select id="other-arm"></select>
      <label for="other-trial" class="name">trial</label><select id="other-trial"></select>
      <label for="other-round" class="name">round</label><select id="other-round"></select>
    </div>
  </section>
  <div class="masks" id="masks">
    <figure class="card" id="mask">
      <div class="head">
        <h2 id="mask-title"></h2>
        <div class="tools">
          <button type="button" id="fit" title="Show all of it (0)">Fit</button>
          <button type="button" id="closer" title="Closer (+)" aria-label="Closer">+</button>
          <button type="button" id="farther" title="Farther (-)" aria-label="Farther">−</button>
          <button type="button" id="save-png" title="Save the image as PNG">PNG</button>
          <button type="button" id="save-csv" title="Save all weights of the layer as CSV">CSV</button>
        </div>
      </div>
      <p class="key" id="mask-key"></p>
      <canvas id="canvas" tabindex="0" role="img"></canvas>
      <p class="quiet"><output id="cell">Point at a weight, or go there with the arrow keys.</output></p>
      <figcaption id="mask-summary"></figcaption>
    </figure>
    <div class="side">
      <figure class="card" id="pixels" hidden>
        <div class="head">
          <h2>What is left of each pixel</h2>
          <div class="tools">
            <button type="button" id="pixels-png" title="Save the image as PNG">PNG</button>
            <button type="button" id="pixels-csv" title="Save the numbers as CSV">CSV</button>
          </div>
        </div>
        <canvas id="pixels-canvas" tabindex="0" role="img"></canvas>
        <p class="quiet"><output id="pixel"></output></p>
        <figcaption id="pixels-summary"></figcaption>
      </figure>
      <section class="card" id="overlap" aria-labelledby="overlap-title" hidden>
        <h2 id="overlap-title">How the two agree</h2>
        <div id="overlap-table"></div>
        <p class="quiet" id="overlap-says"></p>
      </section>
    </div>
  </div>
  <div class="grid" id="charts"></div>
</main>`;
