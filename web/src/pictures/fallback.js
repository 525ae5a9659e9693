// Shows a product's drawing where its photograph cannot be loaded.
const useDrawing = (picture) => {
  const { drawing } = picture.dataset ?? {};
  if (drawing === undefined) return;
  delete picture.dataset.drawing;
  picture.classList.remove("photo");
  picture.src = drawing;
};

// Errors of pictures do not bubble, so they are caught on their way down.
addEventListener("error", ({ target }) => useDrawing(target), true);
for (const picture of document.querySelectorAll("img.photo"))
  if (picture.complete && picture.naturalWidth === 0) useDrawing(picture);
