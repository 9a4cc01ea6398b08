-- migrate:up

-- An expert's view bears on the tier while it counts; without a day it goes on counting.
ALTER TABLE expert_evaluation ADD COLUMN valid_until date;

-- migrate:down
